-- What is asked of every table of the lake by its time, p_event_time, can be asked of these too: what they tell of happened when it was read.
ALTER TABLE "panther_monitor"."classification_failures"
    ADD COLUMN "p_event_time" TIMESTAMPTZ(6) GENERATED ALWAYS AS ("p_parse_time") STORED;
ALTER TABLE "panther_monitor"."data_audit"
    ADD COLUMN "p_event_time" TIMESTAMPTZ(6) GENERATED ALWAYS AS ("p_parse_time") STORED;
CREATE INDEX "classification_failures_event_time_idx" ON "panther_monitor"."classification_failures" USING brin ("p_event_time");
CREATE INDEX "data_audit_event_time_idx" ON "panther_monitor"."data_audit" USING brin ("p_event_time");
