-- What happened, in two or three sentences; written by the kind of the alert.
ALTER TABLE "alerts" ADD COLUMN "description" TEXT NOT NULL DEFAULT '';
