import "server-only";
import type pg from "pg";

/** What can run a query: the pool, or the connection of a transaction. */
export type Queryable = Pick<pg.PoolClient, "query">;

/** A part of a statement with its values, to be put into a statement of `sql`. Made by `fragment`. */
export class Fragment {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];

  constructor(texts: readonly string[], values: readonly unknown[]) {
    this.texts = texts;
    this.values = values;
  }
}

/** A part of a statement: its values are sent as parameters, other fragments in it are joined in. */
export function fragment(texts: TemplateStringsArray, ...values: unknown[]): Fragment {
  return new Fragment(texts, values);
}

/** The rows in order; `count` is how many rows the statement touched, also when it returns none. */
export type Rows<Row> = Row[] & { count: number };

/**
 * Runs one statement; each value becomes a parameter, a `Fragment` is joined in. Columns come back in camel case:
 * `last_event_at` is `lastEventAt`. Inside of JSON nothing is renamed.
 * @throws TypeError for the value undefined; the database's error.
 */
export type Sql = <Row extends object>(texts: TemplateStringsArray, ...values: unknown[]) => Promise<Rows<Row>>;

function compose(statement: Fragment, values: unknown[]): string {
  let text = statement.texts[0] ?? "";
  for (const [at, value] of statement.values.entries()) {
    if (value === undefined) throw new TypeError(`undefined is no value for PostgreSQL; after: ${text.slice(-60)}`);
    text += value instanceof Fragment ? compose(value, values) : `$${values.push(value)}`;
    text += statement.texts[at + 1] ?? "";
  }
  return text;
}

const names = new Map<string, string>();

function camelCase(column: string): string {
  let name = names.get(column);
  if (name === undefined) {
    name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    names.set(column, name);
  }
  return name;
}

function toRows<Row extends object>(result: pg.QueryResult<unknown[]>): Rows<Row> {
  const keys = result.fields.map((field) => camelCase(field.name));
  const rows = result.rows.map((values) => Object.fromEntries(keys.map((key, at) => [key, values[at]])) as Row);
  return Object.assign(rows, { count: result.rowCount ?? 0 });
}

/** The helper for statements on a pool or on the connection of a transaction. */
export function sqlOn(queryable: Queryable): Sql {
  return async (texts, ...values) => {
    const parameters: unknown[] = [];
    const text = compose(new Fragment(texts, values), parameters);
    return toRows(await queryable.query({ text, values: parameters, rowMode: "array" }));
  };
}
