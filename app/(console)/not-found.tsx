import { Page } from "#components/shell/page.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

export default function ConsoleNotFound() {
  return (
    <Page crumbs={[{ label: "Not found" }]}>
      <title>Not found · Telltale</title>
      <h1>There is no such page</h1>
      <p className="mt-1.5 mb-5 max-w-[52ch] text-ink-2">
        The address may be mistyped, or what stood here was deleted.
      </p>
      <LinkButton href="/" variant="primary">
        To the overview
      </LinkButton>
    </Page>
  );
}
