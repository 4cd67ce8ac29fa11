/** A reason not to start that the operator can do something about. Shown as one line: cause, then fix. */
export class StartupError extends Error {
  override name = "StartupError";
  readonly fix: string;

  constructor(cause: string, fix: string, options?: ErrorOptions) {
    super(cause.replace(/\s*\n\s*/g, " ").trim(), options);
    this.fix = fix;
  }
}

/** Runs one step of the start and shows it as one line with the time it took. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stdout.write(`  ${label} … `);
  try {
    const result = await work();
    process.stdout.write(`${seconds(performance.now() - startedAt)}\n`);
    return result;
  } catch (error) {
    process.stdout.write("failed\n");
    throw error;
  }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
