import pg from "pg";

/** How much a large installation holds. */
export interface Scale {
  sources: number;
  alerts: number;
  /** Schemas of one's own, beside the managed ones. */
  schemas: number;
}

const managed = "{AWS.CloudTrail,Okta.SystemLog,GitHub.Audit,GCP.AuditLog,Slack.AuditLogs}";

/** Statements that fill an empty, migrated database; the numbers of `Scale` are their parameters, by name. */
const statements: { what: string; sql: string }[] = [
  {
    what: "schemas",
    sql: `INSERT INTO log_schemas (log_type, spec, description, updated_at)
          SELECT 'Custom.App' || n,
                 E'schema: Custom.App' || n || E'\\nfields:\\n  - name: id\\n    type: string\\n    required: true\\n', 'Events of application ' || n, now()
            FROM generate_series(1, :schemas) AS n`,
  },
  {
    what: "sources",
    sql: `INSERT INTO log_sources (kind, label, log_types, log_stream_type, config, is_paused, created_at, updated_at, last_received_at, last_event_processed_at)
          SELECT 'http-ingest', (ARRAY['okta','cloudtrail','github','vpn','proxy','edr','dns'])[1 + n % 7] || '-' || (ARRAY['prod','stage','corp'])[1 + n % 3] || '-' || lpad(n::text, 5, '0'),
                 CASE WHEN n % 4 = 0 THEN ARRAY['Custom.App' || 1 + n % greatest(:schemas, 1)] ELSE ARRAY[('${managed}'::text[])[1 + n % 5]] END,
                 'Auto', '{"authMethod": "None", "authHeaderKey": "", "authHmacAlg": "", "authUsername": ""}', n % 50 = 0, now() - interval '40 days', now(),
                 CASE WHEN n % 97 = 0 THEN NULL WHEN n % 11 = 0 THEN now() - interval '3 hours' ELSE now() END,
                 CASE WHEN n % 97 = 0 THEN NULL WHEN n % 11 = 0 THEN now() - interval '3 hours' ELSE now() END
            FROM generate_series(1, :sources) AS n`,
  },
  {
    what: "alarms",
    sql: `INSERT INTO log_source_alarms (source_id, minutes_threshold, state, state_changed_at, set_at, due_at)
          SELECT id, 1440, 'OK', now() - interval '30 days', now() - interval '30 days', now() + interval '20 hours'
            FROM log_sources WHERE right(label, 1) < '8'`,
  },
  {
    what: "counters of a day",
    sql: `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, failed, bytes)
          SELECT s.id, date_trunc('minute', now()) - m * interval '1 minute', s.log_types[1], 5 + (m * 7 + length(s.label)) % 200, 0, 40000
            FROM generate_series(1440, 0, -1) AS m, log_sources s WHERE s.last_received_at IS NOT NULL`,
  },
  {
    what: "failing lines' counters",
    sql: `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, failed, bytes)
          SELECT s.id, date_trunc('minute', now()) - m * interval '1 minute', '', 0, 3, 1200
            FROM generate_series(300, 0, -1) AS m, log_sources s WHERE right(s.label, 2) IN ('13', '57')`,
  },
  {
    what: "refusals",
    sql: `INSERT INTO log_source_refusals (source_id, minute, reason, count, last_detail, last_at)
          SELECT s.id, date_trunc('minute', now()) - m * interval '1 minute', 'wrong_secret', 2, 'The secret is wrong', date_trunc('minute', now()) - m * interval '1 minute'
            FROM generate_series(1440, 10, -10) AS m, log_sources s WHERE right(s.label, 2) = '21'`,
  },
  {
    what: "quarters",
    sql: `INSERT INTO log_source_quarters (source_id, quarter, classified, failed, refused, bytes)
          SELECT source_id, date_bin('15 minutes', minute, 'epoch'), sum(classified), sum(failed), sum(refused), sum(bytes)
            FROM (SELECT source_id, minute, classified, failed, 0 AS refused, bytes FROM log_source_minutes
                  UNION ALL SELECT source_id, minute, 0, 0, count, 0 FROM log_source_refusals) AS counted GROUP BY 1, 2`,
  },
  {
    what: "bodies",
    sql: `INSERT INTO log_batches (source_id, received_at, body_bytes, line_count, state, attempts, not_before_at, done_at, event_count)
          SELECT s.id, at, 40000, 100, 'done', 1, at, at, 100
            FROM generate_series(150, 1, -1) AS m, log_sources s, LATERAL (SELECT now() - m * interval '10 minutes' AS at) a
           WHERE s.last_received_at IS NOT NULL`,
  },
  {
    what: "bodies that failed",
    sql: `INSERT INTO log_batches (source_id, received_at, body_bytes, line_count, state, attempts, not_before_at, last_error)
          SELECT id, now() - interval '2 hours', 40000, 100, 'failed', 8, now(), 'The body is not gzip' FROM log_sources WHERE right(label, 3) = '333'`,
  },
  {
    what: "destinations",
    sql: `INSERT INTO destinations (kind, display_name, alert_types, severities, config, sealed_secrets, updated_at)
          SELECT 'webhook', name, '{SYSTEM_ERROR}', '{}', '{"url": "https://receiver.example.com/"}', '', now()
            FROM unnest(ARRAY['pager', 'soar', 'archive']) AS name`,
  },
  {
    // The active ones are spread over a year, like those that nobody looks after.
    what: "alerts",
    sql: `INSERT INTO alerts (type, kind, subject, severity, status, is_regressed, title, description, runbook, facts, source_id, source_type, event_count,
                              created_at, opened_at, first_event_at, last_event_at, resolved_at, updated_at)
          SELECT 'SYSTEM_ERROR', kind, CASE WHEN k.n <= 250 THEN coalesce(s.id::text, gone) ELSE gone END, 'CRITICAL', status, k.n % 13 = 0,
                 coalesce(s.label, 'source-' || k.n % :sources) || CASE kind WHEN 'SOURCE_NO_DATA' THEN ' has sent no events for 1 day'
                   ELSE ' received events that we were unable to classify' END,
                 'Lines that no schema takes are kept and can be read.', 'Read the cause, change the schema.',
                 json_build_object('sourceId', coalesce(s.id::text, gone), 'sourceLabel', coalesce(s.label, 'source-' || k.n), 'sourceType', 'http-ingest',
                   'lines', 40, 'causes', json_build_array(json_build_object('schema', 'Okta.SystemLog', 'path', '$.published', 'reason', 'wrong_type',
                     'expected', 'a timestamp in RFC 3339', 'found', '"yesterday"', 'message', '$.published: expected a timestamp in RFC 3339, found "yesterday"', 'lines', 40)),
                   'otherRefusals', 0, 'signal', 'no-data', 'logType', '', 'minutesThreshold', 1440, 'minimumEvents', 1, 'lastEventProcessedAt', null,
                   'lastReceivedAt', null, 'silentSince', at, 'observations', '[]'::json, 'checks', '[]'::json),
                 s.id, 'http-ingest', 40, at, at, at, at + interval '1 hour', CASE WHEN status = 'RESOLVED' THEN at + interval '2 hours' END, at + interval '2 hours'
            FROM generate_series(:alerts, 1, -1) AS k (n)
            CROSS JOIN LATERAL (SELECT now() - k.n * (interval '365 days' / :alerts) AS at, 'gone-' || k.n AS gone,
                CASE WHEN k.n % 3 = 0 THEN 'SOURCE_NO_DATA' ELSE 'SOURCE_CLASSIFICATION_FAILURES' END AS kind,
                CASE WHEN k.n % 500 = 1 OR k.n < 200 THEN 'OPEN' WHEN k.n % 2000 = 3 THEN 'TRIAGED' WHEN k.n % 40 = 7 THEN 'CLOSED' ELSE 'RESOLVED' END AS status) AS facts
            LEFT JOIN (SELECT id, label, row_number() OVER (ORDER BY label DESC) AS n FROM log_sources) s ON s.n = k.n AND k.n <= 500`,
  },
  {
    what: "timelines",
    sql: `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_id, actor_name, detail, event)
          SELECT a.id, a.created_at + step.n * interval '20 minutes', step.action, 'system', 'system', 'Telltale', step.detail::json, step.event::json
            FROM alerts a, (VALUES (0, 'opened', '{}', '{"lines": 40}'), (1, 'delivered', '{"destinationName": "pager"}', NULL),
                                   (2, 'status-changed', '{"from": "OPEN", "to": "RESOLVED"}', NULL)) AS step (n, action, detail, event)
           ORDER BY a.created_at, step.n`,
  },
  {
    what: "deliveries",
    sql: `INSERT INTO deliveries (alert_id, destination_id, destination_name, reason, state, attempt_count, next_attempt_at, created_at, finished_at)
          SELECT a.id, d.id, d.display_name, 'opened', 'DELIVERED', 1, NULL, a.created_at, a.created_at + interval '1 second' FROM alerts a, destinations d
           WHERE d.display_name = 'pager' ORDER BY a.created_at`,
  },
  {
    what: "attempts",
    sql: `INSERT INTO delivery_attempts (delivery_id, number, started_at, duration_ms, is_success, status_code, message)
          SELECT id, 1, finished_at, 80, true, 200, 'ok' FROM deliveries`,
  },
];

/**
 * Fills an empty, migrated database with a large installation, all of it of the last day but the alerts, which are of a
 * year. Foreign keys are not looked up meanwhile, so it needs a superuser.
 * @param tell hears what was filled and how long it took.
 */
export async function fill(url: string, scale: Scale, tell: (words: string) => void = () => {}): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'");
    for (const { what, sql } of statements) {
      const from = performance.now();
      const { rowCount } = await client.query(
        sql.replace(/:(sources|alerts|schemas)\b/g, (_, name: keyof Scale) => String(scale[name])),
      );
      tell(`${what}: ${rowCount} rows in ${((performance.now() - from) / 1000).toFixed(1)} s`);
    }
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}
