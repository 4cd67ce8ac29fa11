import type { Metadata } from "next";
import { Documentation } from "#components/shell/documentation.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { readDocument } from "./_load.ts";

interface DocumentPageProps {
  params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: DocumentPageProps): Promise<Metadata> {
  return { title: (await readDocument((await params).name)).title };
}

export default async function DocumentPage({ params }: DocumentPageProps) {
  await pageActor();
  const { title, text } = await readDocument((await params).name);
  return (
    <Page crumbs={[{ label: "Documentation" }, { label: title }]}>
      <PageHeader title={title} />
      <Documentation text={text} />
    </Page>
  );
}
