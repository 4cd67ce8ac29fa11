-- When a source was paused: silence and lateness of that time are not its sender's. Of pauses that are over it was not kept
-- when they began.
CREATE TABLE "log_source_pauses" (
    "source_id" UUID NOT NULL,
    "paused_at" TIMESTAMPTZ(3) NOT NULL,
    "resumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "log_source_pauses_pkey" PRIMARY KEY ("source_id","paused_at")
);

CREATE INDEX "log_source_pauses_resumed_at_idx" ON "log_source_pauses"("resumed_at");

ALTER TABLE "log_source_pauses" ADD CONSTRAINT "log_source_pauses_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "log_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "log_source_pauses" ("source_id", "paused_at") SELECT "id", LEAST("updated_at", now()) FROM "log_sources" WHERE "is_paused";
