import { answerHealth } from "../answer-health.ts";
import { parts } from "../parts.ts";

export const dynamic = "force-dynamic";

/**
 * Whether this replica can take logs and show pages, which needs the database alone: load balancers ask this, so that a job server
 * that is away takes no replica out. Needs no sign-in.
 */
export const GET = () => answerHealth(parts.filter(({ part }) => part === "database"));
