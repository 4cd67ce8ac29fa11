import { classNames } from "./class-names.ts";

/** A grey block of the exact size of what will stand there; appears after 300 ms. Give it height and width by class. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={classNames("animate-late rounded-control bg-line/70", className)} />;
}

/** Rows of a list that is being loaded, two lines each. */
export function SkeletonRows({ rows }: { rows: number }) {
  return (
    <div role="status" aria-label="Loading" className="overflow-hidden rounded-surface border border-line bg-surface">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton are alike and never move
        <div key={row} className="border-line border-t px-4 py-[13px] first:border-t-0">
          <Skeleton className="mb-2 h-4 w-2/5" />
          <Skeleton className="h-3.5 w-3/5" />
        </div>
      ))}
    </div>
  );
}
