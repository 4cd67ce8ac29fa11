import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function NewLogSourceLoading() {
  return <DetailSkeleton crumb="Log sources" href="/log-sources" />;
}
