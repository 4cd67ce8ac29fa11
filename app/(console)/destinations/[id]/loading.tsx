import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function DestinationLoading() {
  return <DetailSkeleton crumb="Destinations" href="/destinations" />;
}
