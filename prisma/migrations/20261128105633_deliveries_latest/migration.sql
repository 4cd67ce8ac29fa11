-- The page of a destination shows its latest deliveries; without this it sorts all that were ever sent.
CREATE INDEX "deliveries_latest_idx" ON "deliveries"("destination_id", "created_at");
