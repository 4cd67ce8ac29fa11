-- Drop-off alarms, the heartbeat that tells our outages from a sender's silence, and how late events arrive.
ALTER TABLE "log_source_minutes" ADD COLUMN "lag_seconds_min" INTEGER,
ADD COLUMN "lag_seconds_max" INTEGER;

CREATE TABLE "log_source_alarms" (
    "source_id" UUID NOT NULL,
    "log_type" TEXT NOT NULL DEFAULT '',
    "signal" TEXT NOT NULL DEFAULT 'no-data',
    "minutes_threshold" INTEGER NOT NULL,
    "minimum_events" INTEGER NOT NULL DEFAULT 1,
    "calendar" JSONB,
    "snoozed_until" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'INSUFFICIENT_DATA',
    "state_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_source_alarms_pkey" PRIMARY KEY ("source_id","log_type","signal")
);

CREATE TABLE "pipeline_uptime" (
    "up_from" TIMESTAMPTZ(3) NOT NULL,
    "up_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pipeline_uptime_pkey" PRIMARY KEY ("up_from")
);

CREATE INDEX "log_source_alarms_due_at_idx" ON "log_source_alarms"("due_at");

ALTER TABLE "log_source_alarms" ADD CONSTRAINT "log_source_alarms_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "log_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;
