import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { type OutboundFetch, outboundFetch } from "#lib/http.ts";
import { toUuid } from "#lib/uuid.ts";
import { createDestination, deleteDestination, updateDestination } from "./commands.ts";
import { getDestination, listDestinations } from "./queries.ts";
import { destinationKindDescriptions } from "./registry.ts";
import { testConfig, testDestination } from "./test-alert.ts";
import { destinationBody, destinationCreateBody, destinationTestBody } from "./write-shape.ts";

const params = z.object({ id: z.string() });

/**
 * @param deliveriesDue called after a change that lets waiting deliveries of these destinations go on.
 * @param fetch how test alerts go out.
 */
export function destinationOperations(
  deliveriesDue: (destinationIds: string[]) => Promise<void>,
  fetch: OutboundFetch = outboundFetch,
) {
  return [
    defineOperation({
      id: "destination.list",
      method: "GET",
      path: "/destinations",
      summary: "List destinations",
      permission: "DestinationRead",
      status: 200,
      response: z.unknown(),
      run: async (_, { actor }) => ({ results: await listDestinations(actor, new Date()) }),
    }),
    defineOperation({
      id: "destination.create",
      method: "POST",
      path: "/destinations",
      summary: "Create a destination; generated secrets are in the answer, this once",
      permission: "DestinationModify",
      status: 201,
      body: destinationCreateBody,
      response: z.unknown(),
      run: ({ body: { kind, ...body } }, { actor }) => createDestination(actor, kind, body, new Date()),
    }),
    defineOperation({
      id: "destination.test-config",
      method: "POST",
      path: "/destinations/test",
      summary: "Send a test alert with a configuration that is not stored",
      permission: "DestinationModify",
      status: 200,
      body: destinationTestBody,
      response: z.unknown(),
      run: ({ body }, { actor }) => testConfig(actor, body, fetch),
    }),
    defineOperation({
      id: "destination.get",
      method: "GET",
      path: "/destinations/{id}",
      summary: "Get a destination",
      permission: "DestinationRead",
      status: 200,
      params,
      response: z.unknown(),
      run: ({ params: { id } }, { actor }) => getDestination(actor, id, new Date()),
    }),
    defineOperation({
      id: "destination.replace",
      method: "PUT",
      path: "/destinations/{id}",
      summary: "Replace a destination; empty secrets stay as they are",
      permission: "DestinationModify",
      status: 200,
      params,
      body: destinationBody,
      response: z.unknown(),
      async run({ params: { id }, body }, { actor }) {
        const destination = await updateDestination(actor, id, body, new Date());
        await deliveriesDue([destination.id]);
        return destination;
      },
    }),
    defineOperation({
      id: "destination.delete",
      method: "DELETE",
      path: "/destinations/{id}",
      summary: "Delete a destination and cancel what it is still owed",
      permission: "DestinationModify",
      status: 204,
      params,
      response: noContent,
      run: ({ params: { id } }, { actor }) => deleteDestination(actor, id, new Date()),
    }),
    defineOperation({
      id: "destination.test",
      method: "POST",
      path: "/destinations/{id}/test",
      summary: "Send a test alert and answer with what the receiver said",
      permission: "DestinationModify",
      status: 200,
      params,
      response: z.unknown(),
      async run({ params: { id } }, { actor }) {
        const result = await testDestination(actor, id, fetch);
        const uuid = toUuid(id);
        if (result.success && uuid) await deliveriesDue([uuid]);
        return result;
      },
    }),
    defineOperation({
      id: "destination-kind.list",
      method: "GET",
      path: "/destination-kinds",
      summary: "List the kinds of destination with their fields",
      permission: "DestinationRead",
      status: 200,
      response: z.unknown(),
      run: async () => ({ results: destinationKindDescriptions() }),
    }),
  ] as const;
}
