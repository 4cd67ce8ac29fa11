import "server-only";

export const hourMs = 3_600_000;

/** "1 line", "1,204 lines". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** A part of a whole with two figures: "0.34 %". */
export function share(part: number, whole: number): string {
  return `${Number(((part / whole) * 100).toPrecision(2))} %`;
}

/** The first of the moments (epoch milliseconds) that is still to come; null when none is. */
export function later(moments: readonly (number | null)[], now: Date): Date | null {
  const coming = moments.filter((at) => at !== null).filter((at) => at > now.getTime());
  return coming.length === 0 ? null : new Date(Math.min(...coming));
}
