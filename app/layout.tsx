import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "#components/shell/providers.tsx";
import { chosenTheme, themeCookie } from "#components/shell/theme.ts";
import { chosenZoneCookie, ownZoneCookie } from "#components/ui/zone-cookie.ts";
import { fontClasses } from "./fonts.ts";

export const metadata: Metadata = {
  title: { default: "Telltale", template: "%s · Telltale" },
  description: "Tells when a security log pipeline stops working, why, and what to do.",
  icons: { icon: "/favicon.svg" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
};

/** A zone that a cookie names, when it is one that can be shown. */
function knownZone(zone: string | undefined): string | null {
  if (!zone) return null;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const chosen = knownZone(jar.get(chosenZoneCookie)?.value);
  const own = knownZone(jar.get(ownZoneCookie)?.value);
  return (
    <html lang="en" className={fontClasses} data-theme={chosenTheme(jar.get(themeCookie)?.value)}>
      <body>
        <Providers renderedAt={Date.now()} zone={chosen ?? own ?? "UTC"} isZoneChosen={chosen !== null}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
