import { headers } from "next/headers";
import { isWithin, navigation } from "#components/shell/navigation.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { pathHeader } from "#components/shell/path-header.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { lacks } from "#lib/auth/schema.ts";

/** In the place of a page that the signed-in user may not see. */
export default async function ConsoleForbidden() {
  const { permissions } = await pageActor();
  const path = (await headers()).get(pathHeader) ?? "/";
  const section = navigation.find(({ href }) => isWithin(path, href));
  const isSeen = section?.needs === undefined || permissions.has(section.needs);
  return (
    <Page crumbs={[{ label: section?.label ?? "Not permitted" }]}>
      <h1>This page is not for your role</h1>
      <p className="mt-1.5 mb-5 max-w-[52ch] text-ink-2">
        {isSeen || section?.needs === undefined ? "Your role may look here, and change nothing." : lacks(section.needs)}
      </p>
      <LinkButton href={isSeen ? (section?.href ?? "/") : "/"} variant="primary">
        {isSeen && section ? `To ${section.label}` : "To the overview"}
      </LinkButton>
    </Page>
  );
}
