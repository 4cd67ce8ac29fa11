-- Of the lines that would still fail, by the causes for which they did. Verdicts are made again within a minute.
DELETE FROM "kept_line_verdicts";
ALTER TABLE "kept_line_verdicts" ADD COLUMN "standing" JSONB NOT NULL;
