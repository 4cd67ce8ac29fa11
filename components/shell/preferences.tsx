"use client";

import { useState, useSyncExternalStore } from "react";
import { useZone } from "#components/ui/clock.tsx";
import { ownZone } from "#components/ui/zone-names.ts";
import { type Theme, themeCookie } from "./theme.ts";

function setTheme(theme: Theme) {
  const root = document.documentElement;
  const age = theme === "system" ? 0 : 31_536_000;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${age}; samesite=lax`;
  if (theme === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", theme);
}

const never = () => () => {};
const themeOnPage = () => (document.documentElement.dataset.theme ?? "system") as Theme;

/** The theme in force, and how to change it at once and for the next visits. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [chosen, setChosen] = useState<Theme | null>(null);
  const onPage = useSyncExternalStore(never, themeOnPage, () => "system" as Theme);
  return [
    chosen ?? onPage,
    (theme) => {
      setTheme(theme);
      setChosen(theme);
    },
  ];
}

/** Shows times in UTC or in the browser's zone, whichever they are not in now. */
export function useZoneToggle(): () => void {
  const { zone, setZone } = useZone();
  return () => setZone(zone === "UTC" ? ownZone() : "UTC");
}
