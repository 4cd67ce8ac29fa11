import { describe, expect, test } from "vitest";
import type { HealthReason, LogSourceDetail, SourceBucket } from "#lib/log-sources/schema.ts";
import { sourceChecks } from "./source-checks.ts";

const now = new Date("2026-11-24T03:00:00.000Z");

function ribbon(last: Partial<SourceBucket> = {}): SourceBucket[] {
  return Array.from({ length: 96 }, (_, at) => ({
    at: new Date(now.getTime() - (95 - at) * 900_000).toISOString(),
    classified: 10,
    failed: 0,
    refused: 0,
    ...(at === 95 ? last : {}),
  }));
}

function source(change: Partial<LogSourceDetail> = {}): LogSourceDetail {
  return {
    integrationId: "7d0c0d0e-0000-4000-8000-000000000001",
    integrationLabel: "okta-prod",
    integrationType: "http-ingest",
    unsupportedReason: null,
    logTypes: ["Okta.SystemLog"],
    logStreamType: "Auto",
    logStreamTypeOptions: null,
    isPaused: false,
    health: { status: "healthy", reasons: [] },
    lastEventReceivedAtTime: "2026-11-24T02:59:57.000Z",
    lastEventProcessedAtTime: "2026-11-24T02:59:58.000Z",
    createdAtTime: "2026-11-01T00:00:00.000Z",
    lastModified: "2026-11-01T00:00:00.000Z",
    dropOff: { minutesThreshold: null, calendar: null, others: 0, isOut: false },
    counts: { classified: 960, failed: 0, refused: 0, bytes: 1 },
    ribbon: ribbon(),
    auth: { method: "SharedSecret", headerKey: "x-telltale-secret", hmacAlg: "", username: "", hasSecret: true },
    ingestUrl: "http://127.0.0.1:3000/api/ingest/http/7d0c0d0e",
    refusals: [],
    batches: { pending: 0, failed: 0, oldestPendingAt: null, lastError: null },
    ...change,
  };
}

function failing(kind: HealthReason["kind"]): LogSourceDetail["health"] {
  return {
    status: "failing",
    reasons: [{ kind, isFailing: true, message: "silent", count: 1, since: null, alertId: null }],
  };
}

const check = (id: string, change: Partial<LogSourceDetail> = {}) => {
  const found = sourceChecks(source(change), now).find((each) => each.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
};

describe("sourceChecks", () => {
  test("all is well, and says by what", () => {
    expect(sourceChecks(source(), now).map(({ state, message }) => `${state}: ${message}`)).toEqual([
      "ok: 40 events in the last hour",
      "ok: Nothing refused in 24 hours",
      "ok: All 960 events of 24 hours fit Okta.SystemLog",
      "ok: Everything that was received is processed",
    ]);
  });

  test("what is not known is not shown as well", () => {
    const fresh = { lastEventReceivedAtTime: null, counts: { classified: 0, failed: 0, refused: 0, bytes: 0 } };
    expect(check("receiving", fresh).state).toBe("unknown");
    expect(check("authentication", fresh).state).toBe("unknown");
    expect(check("classification", fresh).state).toBe("unknown");
    expect(check("receiving", { isPaused: true }).state).toBe("unknown");
  });

  test("lines that did not fit fail while their error is open, and mark their hour afterwards", () => {
    const counts = { classified: 950, failed: 10, refused: 0, bytes: 1 };
    const open = check("classification", {
      counts,
      ribbon: ribbon({ failed: 10 }),
      health: failing("classification-failures"),
    });
    expect(open).toMatchObject({ state: "fail", message: "10 lines (1 %) of 24 hours did not fit Okta.SystemLog" });
    expect(open.hours).toHaveLength(24);
    expect(open.hours.at(-1)).toBe("fail");
    expect(open.hours.at(0)).toBe("ok");
    expect(check("classification", { counts }).state).toBe("ok");
  });

  test("refused requests are counted over their reasons", () => {
    const refusals = [
      { reason: "wrong_secret" as const, detail: "", count: 3, lastAt: "2026-11-24T02:58:00.000Z" },
      { reason: "missing_secret" as const, detail: "", count: 1, lastAt: "2026-11-24T01:00:00.000Z" },
    ];
    expect(check("authentication", { refusals, health: failing("refused-requests") })).toMatchObject({
      state: "fail",
      message: "4 requests were refused in 24 hours",
      at: "2026-11-24T02:58:00.000Z",
    });
  });

  test("an hour of silence is neither well nor wrong", () => {
    const quiet = ribbon().map((bucket, at) => ({ ...bucket, classified: at < 84 ? 10 : 0 }));
    expect(check("receiving", { lastEventReceivedAtTime: "2026-11-24T00:00:00.000Z", ribbon: quiet })).toMatchObject({
      state: "unknown",
      message: "Nothing in the last hour, before that in 21 hours of the day",
    });
  });

  test("a drop-off alarm fails the data check in its own words", () => {
    expect(check("receiving", { health: failing("log-drop-off") })).toMatchObject({ state: "fail", message: "silent" });
  });

  test("a silence that no alarm speaks of is said as it is and is not known to be wrong", () => {
    const reason: HealthReason = {
      kind: "silent",
      isFailing: false,
      message: "No event was processed for 2 days, and nothing says whether that is usual",
      count: null,
      since: "2026-11-22T03:00:00.000Z",
      alertId: null,
    };
    expect(check("receiving", { health: { status: "unknown", reasons: [reason] } })).toMatchObject({
      state: "unknown",
      message: reason.message,
    });
  });

  test("bodies that wait or failed are counted", () => {
    const batches = { pending: 2, failed: 1, oldestPendingAt: "2026-11-24T02:00:00.000Z", lastError: "worker stopped" };
    expect(check("backlog", { batches, health: failing("late-batches") })).toMatchObject({
      state: "fail",
      message: "1 body could not be processed: worker stopped; 2 bodies wait to be classified",
    });
  });
});
