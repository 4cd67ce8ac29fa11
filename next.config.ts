import type { NextConfig } from "next";

const isDevelopment = process.env.NODE_ENV === "development";

/** Nothing comes from another host, and no other page may frame this one. Next writes inline scripts and styles. */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const config: NextConfig = {
  // `npm run check` checks the types, tests included; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `forbidden()`: who may not see a page gets 403 and `forbidden.tsx` in its place.
  experimental: { authInterrupts: true },
  async headers() {
    return [
      {
        source: "/(.*)",
        headers: [{ key: "x-content-type-options", value: "nosniff" }],
      },
      {
        // Of no effect on scripts, styles and fonts, of which a page loads some twenty.
        source: "/((?!_next/static/).*)",
        headers: [
          { key: "content-security-policy", value: contentSecurityPolicy },
          { key: "referrer-policy", value: "same-origin" },
        ],
      },
    ];
  },
};

export default config;
