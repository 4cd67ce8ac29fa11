-- Counts by status and kind come from the index alone, bounded, whatever the number of alerts.
CREATE INDEX "alerts_type_status_kind_idx" ON "alerts"("type", "status", "kind");
