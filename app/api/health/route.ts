import { answerHealth } from "./answer-health.ts";
import { parts } from "./parts.ts";

export const dynamic = "force-dynamic";

/** Whether everything does its work. Needs no sign-in: whoever watches Telltale asks it. */
export const GET = () => answerHealth(parts);
