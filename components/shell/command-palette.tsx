"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import {
  ArrowRight,
  Braces,
  Clock,
  LogOut,
  type LucideIcon,
  Moon,
  Plus,
  Search,
  Send,
  Siren,
  Sun,
  Waypoints,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useZone } from "#components/ui/clock.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { wordFilter } from "#components/ui/word-filter.ts";
import { alertStatusLabels } from "#lib/alerts/terms.ts";
import type { OperationKey } from "./call-operation.ts";
import { useCommands } from "./commands.tsx";
import { navigation } from "./navigation.ts";
import { useRefusals } from "./permissions.tsx";
import { Permitted } from "./permitted.tsx";
import { useTheme, useZoneToggle } from "./preferences.tsx";
import { paletteQueries } from "./queries.ts";
import { useSignOut } from "./use-sign-out.ts";

const groupClasses =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-quiet";

function Item(props: {
  value: string;
  keywords?: readonly string[];
  icon: LucideIcon;
  hint?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={props.value}
      keywords={[...(props.keywords ?? [])]}
      onSelect={props.onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 py-1 data-[selected=true]:bg-brand-soft"
    >
      <props.icon size={16} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{props.children}</span>
      {props.hint && <span className="shrink-0 text-ink-3 text-small">{props.hint}</span>}
    </Command.Item>
  );
}

/** From the last letter to the question. */
const pauseMs = 120;

/** An alert's id, as the address of its page has it. */
const alertId = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** What can be reached by name, as the server finds it: sources, System Errors, schemas and destinations. */
function useThings(typed: string) {
  const text = useSettled(typed.trim(), pauseMs);
  const refusalOf = useRefusals();
  const may = (key: OperationKey) => ({ enabled: refusalOf(key) === undefined });
  const sources = useQuery({ ...paletteQueries.sources(text), ...may("GET /log-source-names") });
  const alerts = useQuery({ ...paletteQueries.alerts(text), ...may("GET /alerts") });
  const destinations = useQuery({ ...paletteQueries.destinations(), ...may("GET /destinations") });
  const schemas = useQuery({ ...paletteQueries.schemas(), ...may("GET /schemas") });
  const all = [sources, alerts, destinations, schemas];
  return {
    sources: sources.data?.results ?? [],
    alerts: alerts.data?.results ?? [],
    destinations: destinations.data?.results ?? [],
    schemas: schemas.data?.results ?? [],
    isLoading: text !== typed.trim() || all.some((query) => query.isFetching),
    failure: all.find((query) => query.error)?.error?.message,
  };
}

interface CommandPaletteProps {
  typed: string;
  onType: (text: string) => void;
}

/** Go anywhere, do anything that the page can do. */
export function CommandPalette({ typed, onType }: CommandPaletteProps) {
  const { isOpen, setOpen, commands } = useCommands();
  const router = useRouter();
  const [, setTheme] = useTheme();
  const { zone } = useZone();
  const toggleZone = useZoneToggle();
  const signOut = useSignOut();
  const { sources, destinations, alerts, schemas, isLoading, failure } = useThings(typed);

  function close() {
    setOpen(false);
    onType("");
  }
  function run(action: () => void) {
    close();
    action();
  }
  const go = (href: string) => () => run(() => router.push(href));

  return (
    <Radix.Root open={isOpen} onOpenChange={close}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-[oklch(0.15_0.02_235/0.45)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-16px)] max-w-[600px] overflow-hidden rounded-surface border border-line bg-surface shadow-float max-[720px]:top-2"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Command loop label="Search or jump to" filter={wordFilter}>
            <div className="flex items-center gap-2.5 border-line border-b px-3.5">
              <Search size={16} aria-hidden="true" className="shrink-0 text-ink-3" />
              <Command.Input
                value={typed}
                onValueChange={onType}
                placeholder="Search or jump to"
                className="min-h-12 flex-1 bg-transparent outline-none max-[720px]:text-base"
              />
              <Kbd>Esc</Kbd>
            </div>
            <Command.List className="max-h-[min(420px,60dvh)] overflow-y-auto overscroll-contain p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-ink-3">
                {isLoading ? "Searching" : (failure ?? "Nothing has that name")}
              </Command.Empty>
              {commands.length > 0 && (
                <Command.Group heading="On this page" className={groupClasses}>
                  {commands.map((command) => (
                    <Item
                      key={command.id}
                      value={`page ${command.id}`}
                      keywords={[command.label]}
                      icon={command.icon ?? ArrowRight}
                      hint={command.key && <Kbd>{command.key}</Kbd>}
                      onSelect={() => run(command.run)}
                    >
                      {command.label}
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Go to" className={groupClasses}>
                {navigation.map((item) => (
                  <Item
                    key={item.href}
                    value={`go ${item.href}`}
                    keywords={[item.label, ...item.keywords]}
                    icon={item.icon}
                    onSelect={go(item.href)}
                  >
                    {item.label}
                  </Item>
                ))}
              </Command.Group>
              {alertId.test(typed.trim()) && (
                <Command.Group heading="By id" className={groupClasses}>
                  <Item
                    value={`id ${typed.trim()}`}
                    keywords={[typed.trim()]}
                    icon={Siren}
                    onSelect={go(`/alerts/${typed.trim().toLowerCase()}`)}
                  >
                    Alert {typed.trim()}
                  </Item>
                </Command.Group>
              )}
              {alerts.length > 0 && (
                <Command.Group heading={typed.trim() ? "System Errors" : "Open System Errors"} className={groupClasses}>
                  {alerts.map((alert) => (
                    <Item
                      key={alert.id}
                      value={`alert ${alert.id}`}
                      keywords={[alert.title, alert.id, alert.description]}
                      icon={Siren}
                      hint={alertStatusLabels[alert.status].toLowerCase()}
                      onSelect={go(`/alerts/${alert.id}`)}
                    >
                      {alert.title}
                    </Item>
                  ))}
                </Command.Group>
              )}
              {sources.length > 0 && (
                <Command.Group heading="Log sources" className={groupClasses}>
                  {sources.map((source) => (
                    <Item
                      key={source.integrationId}
                      value={`source ${source.integrationId}`}
                      keywords={[source.integrationLabel, source.integrationId, ...source.logTypes]}
                      icon={Waypoints}
                      hint={source.logTypes.slice(0, 2).join(", ")}
                      onSelect={go(`/log-sources/${source.integrationId}`)}
                    >
                      {source.integrationLabel}
                    </Item>
                  ))}
                </Command.Group>
              )}
              {schemas.length > 0 && (
                <Command.Group heading="Schemas" className={groupClasses}>
                  {schemas.map((schema) => (
                    <Item
                      key={schema.name}
                      value={`schema ${schema.name}`}
                      keywords={[schema.name]}
                      icon={Braces}
                      hint={schema.isManaged ? "managed" : "custom"}
                      onSelect={go(`/schemas/${encodeURIComponent(schema.name)}`)}
                    >
                      {schema.name}
                    </Item>
                  ))}
                </Command.Group>
              )}
              {destinations.length > 0 && (
                <Command.Group heading="Destinations" className={groupClasses}>
                  {destinations.map((destination) => (
                    <Item
                      key={destination.id}
                      value={`destination ${destination.id}`}
                      keywords={[destination.displayName, destination.kind]}
                      icon={Send}
                      onSelect={go(`/destinations/${destination.id}`)}
                    >
                      {destination.displayName}
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Do" className={groupClasses}>
                <Permitted operation="POST /log-sources/http" isLeftOut isQuiet>
                  <Item
                    value="do add source"
                    keywords={["connect a log source", "onboard", "add", "new"]}
                    icon={Plus}
                    onSelect={go("/log-sources/new")}
                  >
                    Connect a log source
                  </Item>
                </Permitted>
                <Permitted operation="POST /destinations" isLeftOut isQuiet>
                  <Item
                    value="do add destination"
                    keywords={["add a destination", "webhook", "new"]}
                    icon={Plus}
                    onSelect={go("/destinations/new")}
                  >
                    Add a destination
                  </Item>
                </Permitted>
                <Permitted operation="PUT /schemas/{name}" isLeftOut isQuiet>
                  <Item
                    value="do add schema"
                    keywords={["new schema", "create", "log type", "yaml"]}
                    icon={Plus}
                    onSelect={go("/schemas/new")}
                  >
                    New schema
                  </Item>
                </Permitted>
                <Item
                  value="do light"
                  keywords={["light theme"]}
                  icon={Sun}
                  onSelect={() => run(() => setTheme("light"))}
                >
                  Light theme
                </Item>
                <Item
                  value="do dark"
                  keywords={["dark theme"]}
                  icon={Moon}
                  onSelect={() => run(() => setTheme("dark"))}
                >
                  Dark theme
                </Item>
                <Item
                  value="do zone"
                  keywords={["times in utc", "time zone"]}
                  icon={Clock}
                  hint={<Kbd>u</Kbd>}
                  onSelect={() => run(toggleZone)}
                >
                  {zone === "UTC" ? "Times in this browser's zone" : "Times in UTC"}
                </Item>
                <Item
                  value="do sign out"
                  keywords={["sign out", "log out"]}
                  icon={LogOut}
                  onSelect={() => run(signOut)}
                >
                  Sign out
                </Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
