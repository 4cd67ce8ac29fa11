"use client";

import type { ComponentProps } from "react";
import { Failure } from "#components/shell/failure.tsx";
import { Page } from "#components/shell/page.tsx";

export default function ConsoleError(props: ComponentProps<typeof Failure>) {
  return (
    <Page crumbs={[{ label: "Not loaded" }]}>
      <Failure {...props} />
    </Page>
  );
}
