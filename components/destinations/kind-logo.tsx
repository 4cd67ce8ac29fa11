/** The mark of a kind of destination, `public/destinations/<kind>.svg`. Decoration: its name stands beside it. */
export function KindLogo({ kind, size = 20 }: { kind: string; size?: number }) {
  // biome-ignore lint/performance/noImgElement: a small SVG of our own gains nothing from the image optimizer
  return <img src={`/destinations/${kind}.svg`} alt="" width={size} height={size} className="shrink-0" />;
}
