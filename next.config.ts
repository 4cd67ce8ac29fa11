import type { NextConfig } from "next";

const config: NextConfig = {
  // `npm run check` checks the types, tests included; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
