import { ListSkeleton } from "#components/shell/page-skeleton.tsx";

export default function AlertsLoading() {
  return <ListSkeleton title="Alerts & Errors" />;
}
