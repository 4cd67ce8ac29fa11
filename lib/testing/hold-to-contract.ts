/** Holds an answer of the REST API against what its operation says of it. */
import { isDeepStrictEqual } from "node:util";
import type { Operation } from "#lib/api/define-operation.ts";
import { impliedErrors } from "#lib/api/implied-errors.ts";
import { AppError, type AppErrorCode } from "#lib/errors.ts";

const statusOf = (code: AppErrorCode) => new AppError(code, "").status;

/**
 * @param json the body as it came, parsed.
 * @throws Error that names the operation and the key: another status than the operation's, a refusal it does not declare, a
 * key that its `response` does not name, or a value of another shape.
 */
export function holdToContract(operation: Operation, status: number, json: unknown): void {
  const { id, response } = operation;
  if (status >= 400) {
    const declared = [...impliedErrors(operation), ...(operation.errors ?? [])].map(statusOf);
    if (status >= 500 || declared.includes(status)) return;
    throw new Error(`${id} answered ${status}, which its errors do not declare: ${JSON.stringify(json)}`);
  }
  if (status !== operation.status) throw new Error(`${id} answered ${status}, not its ${operation.status}`);
  const answer = json ?? undefined;
  const result = response.safeParse(answer);
  if (!result.success) throw new Error(`${id} answered what its response does not say: ${result.error.message}`);
  if (!isDeepStrictEqual(result.data, answer)) {
    throw new Error(
      `${id} answered keys that its response does not name: ${difference(answer, result.data).join(", ")}`,
    );
  }
}

/** Paths of what stands in `answer` and not in `known`. */
function difference(answer: unknown, known: unknown, path = ""): string[] {
  if (isDeepStrictEqual(answer, known)) return [];
  if (typeof answer !== "object" || answer === null || typeof known !== "object" || known === null) return [path];
  return Object.entries(answer).flatMap(([key, value]) =>
    Object.hasOwn(known, key)
      ? difference(value, (known as Record<string, unknown>)[key], `${path}.${key}`)
      : [`${path}.${key}`],
  );
}
