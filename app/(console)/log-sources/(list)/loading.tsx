import { ListSkeleton } from "#components/shell/page-skeleton.tsx";

export default function LogSourcesLoading() {
  return <ListSkeleton title="Log sources" />;
}
