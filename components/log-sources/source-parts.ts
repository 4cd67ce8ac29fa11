"use client";

import dynamic from "next/dynamic";

// A page has what its server components name, also what stands on another tab or step: these are loaded where they are drawn.
export const DropOffAlarmForm = dynamic(() =>
  import("#components/drop-off/drop-off-alarm-form.tsx").then((file) => file.DropOffAlarmForm),
);
export const DropOffCard = dynamic(() =>
  import("#components/drop-off/drop-off-card.tsx").then((file) => file.DropOffCard),
);
export const HealthChart = dynamic(() =>
  import("#components/charts/health-chart.tsx").then((file) => file.HealthChart),
);
export const SourceRibbon = dynamic(() => import("#components/charts/ribbon.tsx").then((file) => file.Ribbon));
