import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function LogSourceLoading() {
  return <DetailSkeleton crumb="Log sources" href="/log-sources" />;
}
