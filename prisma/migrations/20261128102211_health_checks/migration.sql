-- What each check found of a log source, and when a source is looked at next.
CREATE TABLE "health_check_results" (
  "source_id" UUID NOT NULL,
  "check_id" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "message" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3),
  "reasons" JSONB NOT NULL,
  "is_known" BOOLEAN NOT NULL,
  "checked_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "health_check_results_pkey" PRIMARY KEY ("source_id", "check_id"),
  CONSTRAINT "health_check_results_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "log_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "health_checks_due" (
  "source_id" UUID NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "health_checks_due_pkey" PRIMARY KEY ("source_id")
);
CREATE INDEX "health_checks_due_due_at_idx" ON "health_checks_due"("due_at");

ALTER TABLE "log_sources" ADD COLUMN "health_status" TEXT NOT NULL DEFAULT 'unknown';

INSERT INTO "health_checks_due" ("source_id", "due_at") SELECT "id", now() FROM "log_sources";
