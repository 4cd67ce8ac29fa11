import { ListSkeleton } from "#components/shell/page-skeleton.tsx";

export default function SchemasLoading() {
  return <ListSkeleton title="Schemas" />;
}
