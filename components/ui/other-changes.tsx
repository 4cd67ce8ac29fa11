"use client";

import { Suspense } from "react";
import { lazily } from "./lazily.ts";
import type { OtherChangesProps } from "./other-changes-banner.tsx";

const OtherChangesBanner = lazily(() => import("./other-changes-banner.tsx").then((file) => file.OtherChangesBanner));

/** What somebody else saved while one was at work, beside one's own; nothing while there is none. Its words come with it. */
export function OtherChanges(props: OtherChangesProps) {
  if (props.fields.length === 0) return null;
  return (
    <Suspense>
      <OtherChangesBanner {...props} />
    </Suspense>
  );
}
