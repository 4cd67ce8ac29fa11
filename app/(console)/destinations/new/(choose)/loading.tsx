import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function NewDestinationLoading() {
  return <DetailSkeleton crumb="Destinations" href="/destinations" />;
}
