import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function SchemaLoading() {
  return <DetailSkeleton crumb="Schemas" href="/schemas" />;
}
