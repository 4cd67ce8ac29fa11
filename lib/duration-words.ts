const units: [minutes: number, name: string][] = [
  [1440, "day"],
  [60, "hour"],
  [1, "minute"],
];

/** Whole minutes as people say them, in the two largest units at most: "15 minutes", "1 day", "1 day 6 hours". */
export function minutesInWords(minutes: number): string {
  const words: string[] = [];
  let rest = Math.max(0, Math.round(minutes));
  for (const [size, name] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && words.length < 2) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return words.join(" ") || "0 minutes";
}
