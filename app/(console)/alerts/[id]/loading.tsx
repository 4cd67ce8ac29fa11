import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function AlertLoading() {
  return <DetailSkeleton crumb="Alerts & Errors" href="/alerts" />;
}
