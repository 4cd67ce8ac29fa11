-- What lists and the Overview show of the last day: 96 rows a source, instead of a row a minute and log type.
CREATE TABLE "log_source_quarters" (
    "source_id" UUID NOT NULL,
    "quarter" TIMESTAMPTZ(0) NOT NULL,
    "classified" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "log_source_quarters_pkey" PRIMARY KEY ("source_id","quarter")
) WITH (fillfactor = 70); -- The running quarter is counted up in place.

INSERT INTO "log_source_quarters" ("source_id", "quarter", "classified", "failed", "refused", "bytes")
SELECT source_id, date_bin('15 minutes', minute, 'epoch'), sum(classified), sum(failed), sum(refused), sum(bytes)
  FROM (SELECT source_id, minute, classified, failed, 0 AS refused, bytes FROM log_source_minutes WHERE minute > now() - interval '25 hours'
        UNION ALL
        SELECT source_id, minute, 0, 0, count, 0 FROM log_source_refusals WHERE minute > now() - interval '25 hours') AS counted
 GROUP BY 1, 2;

ALTER TABLE "log_source_quarters" ADD CONSTRAINT "log_source_quarters_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "log_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Which sources were refused in the last day, without a look at each source.
CREATE INDEX "log_source_refusals_minute_idx" ON "log_source_refusals"("minute");
