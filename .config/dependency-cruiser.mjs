/** The arrows of the house: app -> components, inngest -> lib -> database. A violation fails the build. */

/** Lowest first. A domain may import what stands on an earlier rank, and itself; those of the first rank know each other. */
const ranks = [
  ["api", "auth", "audit-log"],
  ["schemas", "destinations", "data-explorer", "access-denied"],
  ["classification"],
  ["lake", "log-source-kinds"],
  ["kept-lines", "schema-changes"],
  ["alerts"],
  ["system-errors", "notifications"],
  ["drop-off"],
  ["log-processing"],
  ["log-intake", "s3-objects"],
  ["health-checks"],
  ["log-sources", "cloud-accounts"],
];

/** The same for what is drawn: primitives, the frame around a page, charts, and the domains by who shows whom. */
const componentRanks = [
  ["ui"],
  ["shell"],
  ["charts"],
  ["auth", "destinations", "drop-off", "schemas"],
  ["log-sources"],
  ["system-errors"],
  ["alerts"],
  ["overview"],
];

const above = (ranks, rank) => ranks.slice(rank + 1).flat();
const beside = (ranks, rank, name) => ranks[rank].filter((other) => other !== name);

/** For each folder the arrows that would point up or sideways. @param known folders of the lowest rank that know each other. */
function rankRules(root, ranks, { doFirstKnowEachOther, from = {} }) {
  const folder = (names) => `^${root}/(${names.join("|")})/`;
  return ranks.flatMap((names, rank) =>
    names.flatMap((name) => {
      const siblings = rank === 0 && doFirstKnowEachOther ? [] : beside(ranks, rank, name);
      const refused = [...above(ranks, rank), ...siblings];
      if (refused.length === 0) return [];
      return [
        {
          name: `${root}/${name} imports only what stands below it`,
          severity: "error",
          from: { path: folder([name]), pathNot: ["\\.(db\\.)?test\\.tsx?$", ...(from[name] ?? [])] },
          to: { path: folder(refused) },
        },
      ];
    }),
  );
}

const unranked = (root, ranks, others) => ({
  name: `a folder of ${root} has a rank`,
  severity: "error",
  from: {},
  to: { path: `^${root}/(?!(${[...ranks.flat(), ...others].join("|")})/)[a-z0-9-]+/` },
});

/** Packages that one file or folder stands in front of, so that nothing else depends on their shapes. */
const owners = [
  ["@aws-sdk/|@smithy/", "^lib/aws\\.ts$|^e2e/|test\\.ts$"],
  ["@prisma/", "^(lib/db\\.ts|scripts/migrate\\.ts)$|test\\.ts$"],
  ["pg/|pg-copy-streams/", "^lib/(db|lending-pool|copy-in)\\.ts$|^(scripts|bench|e2e|inngest/server|lib/testing)/|test\\.ts$"],
  ["graphile-worker/", "^inngest/server/"],
  ["inngest/", "^inngest/|^app/api/inngest/|^bench/"],
  ["next/link", "^components/ui/link\\.tsx$"],
  ["next-auth/", "^lib/auth/|^app/api/auth/|^components/auth/|^components/shell/use-sign-out\\.ts$"],
  ["nodemailer/", "^lib/mail\\.ts$"],
  ["pino/", "^lib/logger\\.ts$"],
  ["recharts/", "^components/charts/"],
  ["undici/", "^inngest/server/|^bench/|test\\.ts$"],
  ["yaml/", "^lib/schemas/|test\\.ts$"],
];

const ownerRules = owners.map(([packages, owner]) => ({
  name: `only its owner imports ${packages.replaceAll(/\/(?=\||$)/g, "").replaceAll("|", ", ")}`,
  severity: "error",
  from: { pathNot: owner },
  // A type costs nothing at run time, and the driver's types are those of the one unit of work.
  to: { path: `node_modules/(${packages})`, dependencyTypesNot: ["type-only"] },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
const configuration = {
  forbidden: [
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "nothing that does not resolve", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^(node:|server-only$)" } },
    {
      name: "lib knows no caller",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/testing/|test\\.tsx?$" },
      to: { path: "^(app|components|inngest|scripts|e2e|bench|lib/testing)/" },
    },
    {
      name: "tests are imported by nothing",
      severity: "error",
      from: {},
      to: { path: "\\.test\\.tsx?$" },
    },
    {
      name: "the foundation knows no domain",
      severity: "error",
      // The unit of work stands on the foundation and on who acts: domains import it, the foundation does not.
      from: { path: "^lib/[a-z-]+\\.ts$", pathNot: "test\\.ts$|^lib/change\\.ts$" },
      to: { path: "^lib/([a-z0-9-]+/|change\\.ts$)" },
    },
    {
      name: "the unit of work knows who acts and what is written of it, no other domain",
      severity: "error",
      from: { path: "^lib/change\\.ts$" },
      to: { path: "^lib/(?!auth/(actor|schema)\\.ts|audit-log/)[a-z0-9-]+/" },
    },
    {
      name: "the embedded server and the product do not know each other",
      severity: "error",
      from: { path: "^inngest/server/", pathNot: "test\\.ts$" },
      to: { path: "^(app|components|lib|inngest/(functions|client|events))" },
    },
    {
      name: "jobs do not import pages",
      severity: "error",
      from: { path: "^inngest/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "components do not import pages",
      severity: "error",
      from: { path: "^components/", pathNot: "^components/shell/call-operation(\\.test)?\\.ts$" },
      to: { path: "^(app|inngest)/" },
    },
    {
      name: "the typed client knows the operations' types, and nothing that runs",
      severity: "error",
      from: { path: "^components/shell/call-operation\\.ts$" },
      to: { path: "^(app|inngest)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "the typed client knows the list of operations, no page",
      severity: "error",
      from: { path: "^components/shell/call-operation\\.ts$" },
      to: { path: "^(app|inngest)/", pathNot: "^app/api/v1/operations\\.ts$" },
    },
    {
      name: "the browser imports no kind",
      severity: "error",
      from: { path: "^components/", pathNot: "^components/[a-z-]+/kinds/[a-z0-9-]+/" },
      to: { path: "^lib/.+/(kinds|checks|scanners)/" },
    },
    {
      name: "a face imports the client-safe shapes of its own kind only",
      severity: "error",
      from: { path: "^components/[a-z-]+/kinds/([a-z0-9-]+)/" },
      to: { path: "^lib/.+/(kinds|checks|scanners)/", pathNot: "^lib/[a-z-]+/kinds/$1/(schema|terms)\\.ts$" },
    },
    {
      // zod is a sixth of what a page may load: words and lists stand in terms.ts, types cost nothing.
      name: "only what checks a draft loads shapes into the browser",
      severity: "error",
      from: { path: "^components/", pathNot: "test\\.tsx?$|^components/(ui/check-shape\\.ts|drop-off/alarm-errors\\.ts|destinations/destination-mistakes\\.ts|log-sources/kinds/[a-z0-9-]+/[a-z0-9-]+-mistakes\\.ts)$" },
      to: { path: "^lib/.+/(schema|write-shape)\\.ts$|node_modules/zod/", pathNot: "^lib/(auth|classification)/schema\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "primitives know no domain of lib",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^lib/", pathNot: "^lib/(paging|errors)\\.ts$" },
    },
    {
      name: "pages read, and write by the API alone",
      severity: "error",
      from: { path: "^app/\\(" },
      to: { path: "^lib/.+/commands\\.ts$" },
    },
    {
      name: "what tests stand on imports the product only",
      severity: "error",
      from: { path: "^lib/testing/" },
      to: { path: "^(scripts|e2e|bench|components)/" },
    },
    {
      name: "scripts know no journey and no measurement",
      severity: "error",
      from: { path: "^(scripts|lib|inngest|app|components)/" },
      to: { path: "^(e2e|bench)/" },
    },
    ...rankRules("lib", ranks, { doFirstKnowEachOther: true }),
    // The bell tells of alerts in their own words, and stands in the frame.
    ...rankRules("components", componentRanks, { from: { shell: ["^components/shell/bell-news\\.tsx$"] } }),
    unranked("lib", ranks, ["testing"]),
    unranked("components", componentRanks, []),
    ...ownerRules,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|prisma/generated)/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".mjs", ".js"], conditionNames: ["import", "node", "default"], exportsFields: ["exports"] },
  },
};

export default configuration;
