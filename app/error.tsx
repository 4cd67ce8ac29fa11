"use client";

import type { ComponentProps } from "react";
import { Failure } from "#components/shell/failure.tsx";

export default function RootError(props: ComponentProps<typeof Failure>) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[620px] flex-col px-5 pt-[20vh]">
      <Failure {...props} />
    </main>
  );
}
