/** A reason not to start that the operator can do something about. Shown as one line: cause, then fix. */
export class StartupError extends Error {
  override name = "StartupError";
  readonly fix: string;

  constructor(cause: string, fix: string, options?: ErrorOptions) {
    super(cause.replace(/\s*\n\s*/g, " ").trim(), options);
    this.fix = fix;
  }
}

/**
 * A reader of our output that ends first (`npm start | tee`, Ctrl-C), a terminal that is closed, or a full disk behind a redirection
 * must end nothing: what cannot be told is left out, and the work goes on. Call it before the first word.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

let isLineOpen = false;
let isOver = false;

/** Runs one step of the start and shows it as one line with the time it took. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  if (!isOver) process.stdout.write(`  ${label} … `);
  isLineOpen = true;
  try {
    const result = await work();
    endLine(seconds(performance.now() - startedAt));
    return result;
  } catch (error) {
    endLine("failed");
    throw error;
  }
}

/** Something that went wrong and is being dealt with; on a line of its own, between the steps too. */
export function note(text: string): void {
  endLine("");
  console.error(`telltale: ${text}`);
}

/** Ends the line of the step that is under way; steps say nothing more. */
export function endProgress(): void {
  endLine("");
  isOver = true;
}

function endLine(text: string): void {
  if (isOver) return;
  if (isLineOpen || text) process.stdout.write(`${isLineOpen ? "" : "  "}${text}\n`);
  isLineOpen = false;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
