import "server-only";
import type { Queryable } from "#lib/sql.ts";
import type { ClassificationFailuresReport, FailureCause } from "#lib/system-errors/kinds/classification-failures.ts";

const maxCauses = 20;

interface Row extends FailureCause {
  total: number;
}

/**
 * Why the lines of these batches were refused, most frequent first, read from the failures that this transaction wrote.
 * @param parsedAt the `p_parse_time` they were written with.
 */
export async function failureCauses(
  client: Queryable,
  sourceId: string,
  batchIds: string[],
  parsedAt: Date,
  lines: number,
): Promise<ClassificationFailuresReport> {
  const { rows } = await client.query<Row>(
    `SELECT cause->>'id' AS schema, cause->>'path' AS path, cause->>'reason' AS reason, cause->>'expected' AS expected,
            (array_agg(cause->>'found' ORDER BY p_row_id))[1] AS found,
            (array_agg(cause->>'message' ORDER BY p_row_id))[1] AS message,
            count(*) AS lines, (sum(count(*)) OVER ())::bigint AS total
     FROM panther_monitor.classification_failures, json_array_elements(error) AS cause
     WHERE p_source_id = $3 AND p_parse_time = $2 AND request_id = ANY($1)
     GROUP BY 1, 2, 3, 4 ORDER BY lines DESC, 1, 2 LIMIT ${maxCauses}`,
    [batchIds, parsedAt, sourceId],
  );
  const causes = rows.map(({ total: _, ...cause }) => cause);
  const listed = causes.reduce((sum, cause) => sum + cause.lines, 0);
  return { lines, causes, otherRefusals: (rows[0]?.total ?? 0) - listed };
}
