import { DetailSkeleton } from "#components/shell/page-skeleton.tsx";

export default function NewSchemaLoading() {
  return <DetailSkeleton crumb="Schemas" href="/schemas" />;
}
