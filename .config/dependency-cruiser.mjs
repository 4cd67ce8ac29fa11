/** The arrows of the house: app -> components, inngest -> lib -> database. A violation fails the build. */

/** Lowest first. A domain may import what stands on an earlier rank, and itself; those of the first rank know each other. */
const ranks = [
  ["api", "auth", "audit-log"],
  ["schemas", "destinations", "data-explorer", "access-denied"],
  ["classification"],
  ["lake", "log-source-kinds"],
  ["kept-lines"],
  ["alerts"],
  ["system-errors", "notifications"],
  ["drop-off"],
  ["log-processing"],
  ["log-intake", "s3-objects"],
  ["health-checks"],
  ["log-sources", "cloud-accounts"],
];

const folder = (names) => `^lib/(${names.join("|")})/`;
const above = (rank) => ranks.slice(rank + 1).flat();
const beside = (rank, name) => (rank === 0 ? [] : ranks[rank].filter((other) => other !== name));

const domainRules = ranks.flatMap((names, rank) =>
  names
    .map((name) => ({
      name: `lib/${name} imports only what stands below it`,
      severity: "error",
      from: { path: folder([name]), pathNot: "\\.(db\\.)?test\\.tsx?$" },
      to: { path: [...above(rank), ...beside(rank, name)].length ? folder([...above(rank), ...beside(rank, name)]) : "^$" },
    }))
    .filter((rule) => rule.to.path !== "^$"),
);

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
      name: "primitives know no domain",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^(lib|components/(?!ui/))", pathNot: "^lib/(paging|errors)\\.ts$" },
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
      name: "only charts import recharts",
      severity: "error",
      from: { path: "^(app|components|lib)/", pathNot: "^components/charts/" },
      to: { path: "node_modules/recharts" },
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
      to: { path: "^lib/.+/(kinds|checks|scanners)/", pathNot: "^lib/[a-z-]+/kinds/$1/schema\\.ts$" },
    },
    {
      name: "only the embedded server uses graphile-worker",
      severity: "error",
      from: { path: "^(app|components|lib|inngest/functions)/" },
      to: { path: "node_modules/graphile-worker" },
    },
    ...domainRules,
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
