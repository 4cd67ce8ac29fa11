import { Environment } from "@marcbachmann/cel-js";

type Compiled = (context: Record<string, unknown>) => unknown;

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
const arithmetic: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};
for (const [operator, apply] of Object.entries(arithmetic)) {
  environment.registerOperator(`double ${operator} int`, (a: number, b: bigint) => apply(a, Number(b)));
  environment.registerOperator(`int ${operator} double`, (a: bigint, b: number) => apply(Number(a), b));
}
environment.registerOperator("double % int", (a: number, b: bigint) => a % Number(b));

const compiledExpressions = new Map<string, Compiled>();

/** Throws when the text is not an expression of the Common Expression Language. */
export function compileExpression(text: string): Compiled {
  const known = compiledExpressions.get(text);
  if (known) return known;
  const compiled = environment.parse(text) as unknown as Compiled;
  compiledExpressions.set(text, compiled);
  return compiled;
}

/** Whether the expression is true; a field that is missing is no match. */
export function isMatch(text: string, context: Record<string, unknown>): boolean {
  try {
    return compileExpression(text)(context) === true;
  } catch {
    return false;
  }
}

/** The expression's value as the text of a key; a field that is missing counts as null. */
export function keyOf(text: string, context: Record<string, unknown>): string {
  const value = evaluate(text, context);
  return typeof value === "string"
    ? value
    : JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part));
}

/** The expression's value as a number; 0 when it has none. */
export function numberOf(text: string, context: Record<string, unknown>): number {
  const number = Number(evaluate(text, context));
  return Number.isFinite(number) ? number : 0;
}

function evaluate(text: string, context: Record<string, unknown>): unknown {
  try {
    return compileExpression(text)(context) ?? null;
  } catch {
    return null;
  }
}
