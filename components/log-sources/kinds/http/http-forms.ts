"use client";

import dynamic from "next/dynamic";

// What sets a source up is loaded where it is shown. A server component that named the files themselves would put both into
// each page that knows the kind.
export const HttpWizard = dynamic(() => import("./http-wizard.tsx").then((file) => file.HttpWizard));
export const HttpSettings = dynamic(() => import("./http-settings.tsx").then((file) => file.HttpSettings));
