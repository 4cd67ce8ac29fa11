/** The mark: a telltale on its stay, two streamers that show which way the wind is. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" className="shrink-0">
      <path d="M4 3v18" className="stroke-ink" strokeWidth="2" strokeLinecap="round" />
      <path
        d="M4.5 5.5c4-2 6 2 10 .6 2-.7 3.4-1.6 5-1.6"
        className="stroke-brand"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <path
        d="M4.5 12.500c3-1.6 5 .8 7.5 1.8 2.2.9 4 .9 6.5 2.7"
        className="stroke-fail"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** Mark and name. */
export function Logo() {
  return (
    <span className="flex items-center gap-[9px] font-[650] text-[15.5px] tracking-[-0.01em]">
      <Mark />
      Telltale
    </span>
  );
}
