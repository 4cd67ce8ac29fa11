-- The bell is read every few seconds in each open page: its newest changes stand at the end of an index of their own, which
-- grows at its right edge. Which blocks hold the last days is asked by nobody else.
CREATE INDEX "alert_activities_news_idx" ON "alert_activities"("occurred_at", "id")
  WHERE "action" IN ('opened', 'regressed', 'status-changed', 'assigned', 'commented', 'delivery-failed')
    AND ("action" <> 'delivery-failed' OR "detail"->>'isFinal' = 'true');
DROP INDEX "alert_activities_occurred_at_idx";
