import "server-only";
import { authentication } from "./checks/authentication.ts";
import { classification } from "./checks/classification.ts";
import { processing } from "./checks/processing.ts";
import { receiving } from "./checks/receiving.ts";
import type { HealthCheck } from "./define-health-check.ts";

/** Every health check, in the order of the way that events take. */
export const healthChecks: readonly HealthCheck[] = [receiving, authentication, classification, processing];
