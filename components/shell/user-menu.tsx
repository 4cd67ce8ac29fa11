"use client";

import { Keyboard, LogOut } from "lucide-react";
import { useZone } from "#components/ui/clock.tsx";
import { Menu, MenuChoices, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { ownZone, zoneLabel } from "#components/ui/zone-names.ts";
import { useKeyboardHelp } from "./keyboard-help.tsx";
import { useTheme } from "./preferences.tsx";
import { useSessionUser } from "./session.tsx";
import type { Theme } from "./theme.ts";
import { useSignOut } from "./use-sign-out.ts";

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase() || "?";
}

/** The zones on offer: the browser's, UTC, and the one in force. */
function zoneOptions(current: string) {
  const own = ownZone();
  return [...new Set([own, "UTC", current])].map((zone) => ({
    value: zone,
    label: zone === own && zone !== "UTC" ? `${zoneLabel(zone)} (this browser)` : zoneLabel(zone),
  }));
}

/** The user, the theme, the time zone, the way out. */
export function UserMenu() {
  const user = useSessionUser();
  const [theme, setTheme] = useTheme();
  const { zone, setZone } = useZone();
  const showKeyboardHelp = useKeyboardHelp();
  const signOut = useSignOut();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex size-8 shrink-0 items-center justify-center rounded-full bg-brand-soft font-semibold text-[12px] text-ink hover:ring-1 hover:ring-line-strong"
        >
          <span aria-hidden="true">{initials(user.name)}</span>
          <span className="sr-only">{user.name}: theme, time zone, sign out</span>
        </button>
      }
    >
      <div className="px-2.5 pt-1.5 pb-1">
        <p className="truncate font-semibold">{user.name}</p>
        <p className="truncate text-ink-3 text-small">{user.email}</p>
      </div>
      <MenuSeparator />
      <MenuChoices
        label="Theme"
        value={theme}
        onChange={(value) => setTheme(value as Theme)}
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
      <MenuSeparator />
      <MenuChoices label="Times in" value={zone} onChange={setZone} options={zoneOptions(zone)} />
      <MenuSeparator />
      <MenuItem icon={<Keyboard size={16} aria-hidden="true" />} onSelect={showKeyboardHelp}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut size={16} aria-hidden="true" />} onSelect={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
