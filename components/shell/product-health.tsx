"use client";

import { useQuery } from "@tanstack/react-query";
import { Banner } from "#components/ui/banner.tsx";

const everyMs = 60_000;

interface Cause {
  part: string;
  message: string;
}

async function readCauses(): Promise<Cause[]> {
  const response = await fetch("/api/health", { signal: AbortSignal.timeout(15_000) });
  const { causes = [] } = (await response.json()) as { causes?: Cause[] };
  return causes;
}

/** Says what Telltale itself lacks to do its work, such as a job server that refuses its key; nothing while all is well. */
export function ProductHealth() {
  const { data: causes = [] } = useQuery({ queryKey: ["health"], queryFn: readCauses, refetchInterval: everyMs });
  return (
    <div role="status">
      {causes.length > 0 && (
        <Banner tone="warn" title="Telltale itself does not work as it should">
          <ul>
            {causes.map(({ part, message }) => (
              <li key={part}>{message}.</li>
            ))}
          </ul>
        </Banner>
      )}
    </div>
  );
}
