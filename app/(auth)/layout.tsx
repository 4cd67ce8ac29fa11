import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[420px] flex-col px-5 pt-[14vh] pb-12">
      <Logo />
      <div className="mt-6">{children}</div>
    </main>
  );
}
