const exact = new Intl.NumberFormat("en-US");

/** A whole number with its digits grouped: 1,204. */
export function exactCount(value: number): string {
  return exact.format(value);
}

const steps = [
  { at: 1e12, unit: "T" },
  { at: 1e9, unit: "G" },
  { at: 1e6, unit: "M" },
  { at: 1e3, unit: "k" },
] as const;

/** A count as lists show it: exact below 100,000 (1,204), then three digits and a unit (412 k, 1.92 M). */
export function count(value: number): string {
  if (Math.abs(value) < 100_000) return exact.format(Math.round(value));
  // 999,600 rounds up into the next unit, so that it reads 1 M and never 1000 k.
  const step = steps.find(({ at }) => Math.abs(value) >= at * 0.9995) ?? steps[3];
  return `${Number((value / step.at).toPrecision(3))} ${step.unit}`;
}

/** A count on an axis: 0, 850, 6 k, 1.2 M. */
export function axisCount(value: number): string {
  const step = steps.find(({ at }) => Math.abs(value) >= at);
  return step ? `${Number((value / step.at).toPrecision(3))} ${step.unit}` : exact.format(value);
}

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A size in binary units: 512 B, 64 KiB, 1.5 MiB. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let at = 0;
  while (Math.abs(value) >= 1023.5 && at < byteUnits.length - 1) {
    value /= 1024;
    at++;
  }
  return `${at === 0 ? value : Number(value.toPrecision(3))} ${byteUnits[at]}`;
}

/** "1 line", "418 lines", "1.92 M lines". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share as people say it: never 0 % or 100 % unless it is exactly that. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const share = (part / whole) * 100;
  if (share === 0 || share === 100) return `${share} %`;
  if (share < 0.1) return "under 0.1 %";
  if (share > 99.9) return "over 99.9 %";
  return `${share < 10 || share > 90 ? Number(share.toFixed(1)) : Math.round(share)} %`;
}
