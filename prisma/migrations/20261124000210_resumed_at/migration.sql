-- When a source was resumed last: silence while it was paused is none.
ALTER TABLE "log_sources" ADD COLUMN "resumed_at" TIMESTAMPTZ(3);
