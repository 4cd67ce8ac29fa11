import type { ReactNode } from "react";
import { documentHref } from "#components/shell/documents.ts";
import { Link } from "#components/ui/link.tsx";

const types: [name: string, takes: string][] = [
  ["string", "text; a number or true/false as it is written"],
  ["smallint, int, bigint", "a whole number of 16, 32, 64 bits, also as text"],
  ["float", "a number, also as text"],
  ["boolean", "true, false, 0, 1, also as text"],
  ["timestamp", "what one of its timeFormats says"],
  ["array", "elements that fit its element"],
  ["object", "an object whose fields fit"],
  ["json", "anything"],
  ["ref", "what the definition named as target says"],
];

const formats: [name: string, example: string][] = [
  ["rfc3339", "2026-11-24T10:00:00.123Z"],
  ["unix", "1790000000.5, seconds"],
  ["unix_ms, unix_us, unix_ns", "whole numbers"],
  ["cloudflare", "any of the above by its size"],
  ["%Y-%m-%d %H:%M:%S", "2026-11-24 10:00:00"],
  ["%d/%b/%Y:%H:%M:%S %z", "24/Nov/2026:10:00:00 +0100"],
  ["%b %e %H:%M:%S", "Nov 24 10:00:00, of the year that fits"],
  ["%m/%d/%y %I:%M %p", "11/24/26 10:00 AM"],
  ["layout=2006-01-02 15:04:05", "a layout of Go"],
];

const rules: [name: string, says: string][] = [
  ["required: true", "must be there"],
  ["indicators: [ip, username]", "copied into p_any_ columns"],
  ["validate: { allow: [a, b] }", "one of these; deny for none of these"],
  ["validate: { ip: any }", "an address; cidr for a network; ipv4, ipv6"],
  ["isEventTime: true", "gives p_event_time"],
];

/** The language in short, folded away: types, time formats, rules. */
export function LanguageHelp() {
  return (
    <section aria-label="The schema language" className="min-w-0 text-small">
      <Part title="Types" rows={types} />
      <Part title="Time formats" rows={formats} />
      <Part title="Rules of a field" rows={rules}>
        A type may become a wider one later: smallint, int, bigint, float, string, and anything json.
      </Part>
      <p className="mt-1 text-ink-3">
        <Link href={documentHref("log-schemas")} className="link">
          All of the schema language
        </Link>
      </p>
    </section>
  );
}

function Part({ title, rows, children }: { title: string; rows: [string, string][]; children?: ReactNode }) {
  return (
    <details className="border-line border-t py-1">
      <summary className="cursor-pointer py-1 font-medium">{title}</summary>
      <dl className="pb-1">
        {rows.map(([name, says]) => (
          <div key={name} className="py-0.5">
            <dt>
              <code className="break-words">{name}</code>
            </dt>
            <dd className="text-ink-3">{says}</dd>
          </div>
        ))}
      </dl>
      {children && <p className="pb-1 text-ink-3">{children}</p>}
    </details>
  );
}
