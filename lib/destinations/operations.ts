import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { pageOf, uuidParameter } from "#lib/api/shapes.ts";
import { createDestination, deleteDestination, replaceDestination } from "./commands.ts";
import { getDestination, listDestinations } from "./queries.ts";
import { destinationKindDescriptions } from "./registry.ts";
import {
  createdDestinationShape,
  destinationKindShape,
  destinationShape,
  destinationTestShape,
  destinationVersion,
} from "./schema.ts";
import { testConfig, testDestination } from "./test-alert.ts";
import { destinationBody, destinationCreateBody, destinationListQuery, destinationTestBody } from "./write-shape.ts";

const params = z.object({ id: uuidParameter });

/** The operations on destinations and their kinds. */
export const destinationOperations = [
  defineOperation({
    id: "destination.list",
    method: "GET",
    path: "/destinations",
    summary: "List destinations, by name",
    permission: "DestinationRead",
    status: 200,
    query: destinationListQuery,
    response: pageOf(destinationShape),
    run: ({ query }, { actor, now }) => listDestinations(actor, query, now),
  }),
  defineOperation({
    id: "destination.create",
    method: "POST",
    path: "/destinations",
    summary: "Create a destination; generated secrets are in the answer, this once",
    permission: "DestinationModify",
    status: 201,
    body: destinationCreateBody,
    response: createdDestinationShape,
    errors: ["conflict"],
    run: ({ body: { kind, ...body } }, context) => createDestination(context, kind, body),
  }),
  defineOperation({
    id: "destination.test-config",
    method: "POST",
    path: "/destinations/test",
    summary: "Send a test alert with a configuration that is not stored",
    permission: "DestinationModify",
    status: 200,
    body: destinationTestBody,
    response: destinationTestShape,
    errors: ["not-found"],
    run: ({ body }, context) => testConfig(context, body),
  }),
  defineOperation({
    id: "destination.get",
    method: "GET",
    path: "/destinations/{id}",
    summary: "Get a destination",
    permission: "DestinationRead",
    status: 200,
    params,
    response: destinationShape,
    errors: ["not-found"],
    version: destinationVersion,
    run: ({ params: { id } }, { actor, now }) => getDestination(actor, id, now),
  }),
  defineOperation({
    id: "destination.replace",
    method: "PUT",
    path: "/destinations/{id}",
    summary: "Replace a destination; empty secrets stay as they are, and what waits is sent at once",
    permission: "DestinationModify",
    status: 200,
    params,
    body: destinationBody,
    response: destinationShape,
    errors: ["not-found", "conflict"],
    version: destinationVersion,
    run: ({ params: { id }, body }, context) => replaceDestination(context, id, body),
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
    errors: ["not-found"],
    run: ({ params: { id } }, context) => deleteDestination(context, id),
  }),
  defineOperation({
    id: "destination.test",
    method: "POST",
    path: "/destinations/{id}/test",
    summary: "Send a test alert and answer with what the receiver said",
    permission: "DestinationModify",
    status: 200,
    params,
    response: destinationTestShape,
    errors: ["not-found"],
    run: ({ params: { id } }, context) => testDestination(context, id),
  }),
  defineOperation({
    id: "destination-kind.list",
    method: "GET",
    path: "/destination-kinds",
    summary: "List the kinds of destination with their fields",
    permission: "DestinationRead",
    status: 200,
    response: pageOf(destinationKindShape),
    run: async () => ({ results: destinationKindDescriptions() }),
  }),
] as const;
