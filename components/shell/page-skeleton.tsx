import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";
import { Page } from "./page.tsx";

/** A list's page while it is read. */
export function ListSkeleton({ title }: { title: string }) {
  return (
    <Page crumbs={[{ label: title }]}>
      <h1>{title}</h1>
      <Skeleton className="mt-5 mb-4 h-7 w-72 max-w-full" />
      <SkeletonRows rows={6} />
    </Page>
  );
}

/** A detail page while it is read. */
export function DetailSkeleton({ crumb, href }: { crumb: string; href: string }) {
  return (
    <Page crumbs={[{ label: crumb, href }, { label: "Loading" }]}>
      <div role="status" aria-label="Loading">
        <Skeleton className="mb-2 h-5 w-40" />
        <Skeleton className="h-7 w-3/5" />
        <Skeleton className="mt-6 h-[120px] w-full" />
        <Skeleton className="mt-[18px] h-52 w-full" />
      </div>
    </Page>
  );
}
