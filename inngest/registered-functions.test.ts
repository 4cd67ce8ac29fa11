import { Inngest } from "inngest";
import { expect, test } from "vitest";
import { differences } from "./registered-functions.ts";

const inngest = new Inngest({ id: "app", isDev: true });
const ours = [
  inngest.createFunction(
    {
      id: "send",
      triggers: [{ event: "a/b", if: "event.data.x" }],
      concurrency: [{ limit: 1, key: "event.data.id" }],
      retries: 3,
    },
    () => {},
  ),
  inngest.createFunction({ id: "sweep", triggers: [{ cron: "* * * * *" }], retries: 0 }, () => {}),
];

/** As the embedded server lists them, and as Inngest's own does. */
const embedded = (change: object = {}) => [
  {
    id: "app-send",
    config: {
      triggers: [{ event: "a/b", expression: "event.data.x" }],
      concurrency: [{ limit: 1, key: "event.data.id" }],
      steps: { step: { id: "step", retries: { attempts: 3 } } },
      ...change,
    },
  },
  { id: "app-sweep", config: { triggers: [{ cron: "* * * * *" }], steps: { step: { retries: { attempts: 0 } } } } },
];
const real = (change: object = {}) => [
  {
    id: "app-send",
    config: {
      fv: 1,
      triggers: [{ event: "a/b", expression: "event.data.x" }],
      concurrency: { Limits: [{ limit: 1, key: "event.data.id", scope: "fn", hash: "x" }] },
      steps: [{ id: "step", name: "step", uri: "http://localhost/", retries: { attempts: 3 } }],
      ...change,
    },
  },
  { id: "app-sweep", config: { triggers: [{ cron: "* * * * *" }], steps: [{ id: "step" }] } },
];

test.each([
  ["embedded", embedded],
  ["real", real],
])("what the %s server has as we wrote it differs in nothing", (_server, list) => {
  expect(differences("app", ours, list())).toEqual({ missing: [], changed: [] });
});

test.each([
  [
    "another schedule",
    [{ id: "app-sweep", config: { triggers: [{ cron: "0 * * * *" }] } }, embedded()[0]],
    "app-sweep",
  ],
  ["another event", embedded({ triggers: [{ event: "a/c" }] }), "app-send"],
  ["another condition", embedded({ triggers: [{ event: "a/b" }] }), "app-send"],
  ["another concurrency", embedded({ concurrency: [{ limit: 2, key: "event.data.id" }] }), "app-send"],
  ["another concurrency, on the real server", real({ concurrency: { Limits: [{ limit: 1 }] } }), "app-send"],
  ["no concurrency", embedded({ concurrency: undefined }), "app-send"],
  ["no concurrency, on the real server", real({ concurrency: null }), "app-send"],
  ["other retries", embedded({ steps: { step: { retries: { attempts: 4 } } } }), "app-send"],
] as const)("%s is a difference", (_case, list, id) => {
  const registered = list.flatMap((entry) => entry ?? []);
  expect(differences("app", ours, registered)).toEqual({ missing: [], changed: [id] });
});

test("an id that is not there is missing, and settings in an unknown form are not guessed", () => {
  expect(differences("app", ours, [{ id: "app-send", config: { triggers: "a", concurrency: 5, steps: 1 } }])).toEqual({
    missing: ["app-sweep"],
    changed: [],
  });
  expect(differences("app", ours, [...embedded().slice(0, 1), { id: "app-sweep", config: "not JSON" }])).toEqual({
    missing: [],
    changed: [],
  });
});
