-- What a check has to tell as a System Error, and what of it has been told.
ALTER TABLE "health_check_results" ADD COLUMN "error" JSONB, ADD COLUMN "told" JSONB;
CREATE INDEX "health_check_results_untold_idx" ON "health_check_results"("source_id") WHERE "error" IS DISTINCT FROM "told";
