-- A delivery that was given up is told by the error of its destination, once, and not by each alert that it could not carry.
DROP INDEX "alert_activities_news_idx";
CREATE INDEX "alert_activities_news_idx" ON "alert_activities"("occurred_at", "id")
  WHERE "action" IN ('opened', 'regressed', 'status-changed', 'assigned', 'commented');
