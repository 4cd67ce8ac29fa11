import type { ReactNode } from "react";
import { operations } from "#app/api/v1/operations.ts";
import { CommandsProvider } from "#components/shell/commands.tsx";
import { KeyboardHelpProvider } from "#components/shell/keyboard-help.tsx";
import { OpenAlertsProvider } from "#components/shell/open-alerts.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { PaletteSlot } from "#components/shell/palette-slot.tsx";
import { PermissionsProvider } from "#components/shell/permissions.tsx";
import { ReachLine } from "#components/shell/reach-line.tsx";
import { SessionProvider } from "#components/shell/session.tsx";
import { BottomNavigation, SideNavigation } from "#components/shell/side-navigation.tsx";
import { refusedOperations } from "#lib/api/refused-operations.ts";
import { readActiveAlerts } from "./_active-alerts.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await pageActor();
  const open = actor.permissions.has("AlertRead") ? (await readActiveAlerts(actor)).SYSTEM_ERROR : 0;
  return (
    <SessionProvider user={{ id: actor.id, name: actor.name, email: actor.email }}>
      <PermissionsProvider refused={refusedOperations(operations, actor)}>
        <OpenAlertsProvider count={open}>
          <CommandsProvider>
            <KeyboardHelpProvider>
              <a
                href="#content"
                className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-brand focus:px-3 focus:py-1.5 focus:text-brand-ink"
              >
                Skip to content
              </a>
              <div className="min-h-dvh min-[720px]:grid min-[720px]:grid-cols-[224px_minmax(0,1fr)]">
                <SideNavigation />
                {children}
              </div>
              <BottomNavigation />
              <PaletteSlot />
              <ReachLine />
            </KeyboardHelpProvider>
          </CommandsProvider>
        </OpenAlertsProvider>
      </PermissionsProvider>
    </SessionProvider>
  );
}
