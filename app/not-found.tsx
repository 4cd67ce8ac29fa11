import type { Metadata } from "next";
import { LinkButton } from "#components/ui/link-button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[420px] flex-col px-5 pt-[20vh]">
      <h1>There is no such page</h1>
      <p className="mt-1.5 mb-5 text-ink-2">The address may be mistyped, or what stood here was deleted.</p>
      <div>
        <LinkButton href="/" variant="primary">
          To the start
        </LinkButton>
      </div>
    </main>
  );
}
