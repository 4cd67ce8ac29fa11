-- When the latest event of each log type of a source was processed, for as long as the source exists: counters are removed
-- after a while, and an alarm's window can be longer.
CREATE TABLE "log_source_log_types" (
    "source_id" UUID NOT NULL,
    "log_type" TEXT NOT NULL,
    "last_event_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_source_log_types_pkey" PRIMARY KEY ("source_id","log_type")
) WITH (fillfactor = 70);

ALTER TABLE "log_source_log_types" ADD CONSTRAINT "log_source_log_types_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "log_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An event in a minute was processed before its end.
INSERT INTO "log_source_log_types" ("source_id", "log_type", "last_event_at")
SELECT m."source_id", m."log_type", LEAST(max(m."minute") + interval '1 minute', s."last_event_processed_at", now())
  FROM "log_source_minutes" m JOIN "log_sources" s ON s."id" = m."source_id"
 WHERE m."classified" > 0 AND m."log_type" <> '' GROUP BY m."source_id", m."log_type", s."last_event_processed_at";
