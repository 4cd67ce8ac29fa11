import { ListSkeleton } from "#components/shell/page-skeleton.tsx";

export default function DestinationsLoading() {
  return <ListSkeleton title="Destinations" />;
}
