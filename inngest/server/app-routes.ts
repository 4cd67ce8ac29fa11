import type { Engine } from "./engine.ts";
import { apiError, type Route } from "./http-server.ts";
import { namedUuid } from "./ids.ts";

const environment = "00000000-0000-0000-0000-000000000000";
/** Go's zero time: the function is not archived. */
const never = "0001-01-01T00:00:00Z";

/** What operators ask of apps. */
export function appRoutes(engine: Engine): Route[] {
  return [
    {
      method: "GET",
      path: /^\/v1\/apps\/([^/]+)\/functions$/,
      handle: ({ params }) => {
        const app = params[0] ?? "";
        const functions = engine.registry.active().filter((fn) => fn.app === app);
        if (functions.length === 0) return apiError(404, "App not found", null);
        const json = functions.map((fn) => ({
          internal_id: fn.uuid,
          env_id: environment,
          app_id: namedUuid(`app:${app}`),
          id: fn.id,
          name: fn.config.name,
          config: { ...fn.config, id: fn.uuid, slug: fn.id },
          created_at: fn.createdAt.toISOString(),
          archived_at: never,
        }));
        return { status: 200, json };
      },
    },
  ];
}
