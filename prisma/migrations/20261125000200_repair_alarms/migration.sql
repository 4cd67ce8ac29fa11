-- An alarm on a custom log type that was attached without its prefix looked for events by a name that no event carries. It
-- takes the full name, and an alert that is out takes it along, so that the next tick finds the events and resolves it.
WITH "renamed" AS (
  UPDATE "log_source_alarms" a SET "log_type" = 'Custom.' || "log_type", "due_at" = LEAST("due_at", now())
   WHERE "log_type" NOT IN ('', 'AWS.CloudTrail', 'GCP.AuditLog', 'GitHub.Audit', 'Okta.SystemLog', 'Slack.AuditLogs')
     AND "log_type" NOT LIKE 'Custom.%'
     AND NOT EXISTS (SELECT 1 FROM "log_source_alarms" o
                      WHERE o."source_id" = a."source_id" AND o."signal" = a."signal" AND o."log_type" = 'Custom.' || a."log_type")
  RETURNING "source_id", "signal", "log_type")
UPDATE "alerts" a SET "subject" = concat_ws('/', r."source_id", r."signal", r."log_type")
  FROM "renamed" r
 WHERE a."kind" = 'SOURCE_NO_DATA'
   AND a."subject" = concat_ws('/', r."source_id", r."signal", substr(r."log_type", length('Custom.') + 1));

-- Only low-volume counts events; with another signal a number of them made an alarm that says what it does not watch.
UPDATE "log_source_alarms" SET "minimum_events" = 1, "due_at" = LEAST("due_at", now())
 WHERE "signal" <> 'low-volume' AND "minimum_events" <> 1;
