import { parentPort } from "node:worker_threads";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { BodyClassifier, type BodySettings } from "./body-classifier.ts";
import { type AttachedSchema, attachSchema } from "./classifier.ts";
import { inflateBody } from "./inflate.ts";
import { judge } from "./line-judge.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** Encoded bytes that are sent together. */
const partBytes = 1024 * 1024;
/** Bytes classified at a time: lines of three bytes that all fail grow a thousandfold into rows. */
const stepBytes = 64 * 1024;
/** Parts that may be on their way at once: one being written, one waiting. */
const maxPartsOut = 2;
const maxCachedSchemas = 2000;

if (parentPort === null) throw new Error("worker.ts runs as a worker thread only");
const port = parentPort;
const attached = new Map<string, AttachedSchema>();

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

/** A stored schema was valid when it was stored; one that this release cannot read counts as not attached. */
function attachedSchemas(specs: SchemaSpec[]): AttachedSchema[] {
  const found: AttachedSchema[] = [];
  for (const { logType, spec } of specs) {
    const key = `${logType}\n${spec}`;
    let schema = attached.get(key);
    if (schema === undefined) {
      const parsed = parseSchema(spec);
      if (parsed.schema === undefined) continue;
      schema = attachSchema(logType, parsed.schema);
      if (attached.size >= maxCachedSchemas) attached.clear();
      attached.set(key, schema);
    }
    found.push(schema);
  }
  return found;
}

class Aborted extends Error {}

/** One job's side of the conversation. */
class Job {
  #isAborted = false;
  #partsOut = 0;
  /** Chunks that came before they were asked for; null is the end. */
  readonly #chunks: (Uint8Array | null)[] = [];
  #onChunk: (() => void) | null = null;
  #onCredit: (() => void) | null = null;

  hear(message: ToWorker): void {
    if (message.type === "taken") this.#partsOut -= 1;
    else if (message.type === "abort") this.#isAborted = true;
    else if (message.type === "chunk") this.#chunks.push(message.bytes);
    else if (message.type === "end") this.#chunks.push(null);
    this.#onCredit?.();
    this.#onChunk?.();
  }

  async *#body(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#chunks.length === 0 && !this.#isAborted) {
        await new Promise<void>((resolve) => {
          this.#onChunk = resolve;
        });
      }
      this.#check();
      const chunk = this.#chunks.shift();
      if (chunk == null) return;
      send({ type: "want" });
      yield chunk;
    }
  }

  #check(): void {
    if (this.#isAborted) throw new Aborted();
  }

  async #sendPart(classifier: BodyClassifier): Promise<void> {
    while (this.#partsOut >= maxPartsOut) {
      await new Promise<void>((resolve) => {
        this.#onCredit = resolve;
      });
      this.#check();
    }
    this.#partsOut += 1;
    const part = classifier.take();
    const transfer = part.events.map(({ copy }) => copy.buffer);
    if (part.failures !== null) transfer.push(part.failures.copy.buffer);
    send({ type: "part", part }, transfer);
  }

  async run(schemas: SchemaSpec[], settings: BodySettings): Promise<void> {
    const classifier = new BodyClassifier(attachedSchemas(schemas), settings);
    const inflated = inflateBody(this.#body(), settings.limits.maxInflatedBytes);
    for (;;) {
      const { value, done } = await inflated.next();
      if (done) {
        classifier.end(value);
        break;
      }
      for (let at = 0; at < value.length; at += stepBytes) {
        classifier.push(value.subarray(at, at + stepBytes));
        if (classifier.pendingBytes >= partBytes) await this.#sendPart(classifier);
      }
      const { fullness } = classifier;
      if (fullness !== null) {
        classifier.end(fullness);
        break;
      }
    }
    if (classifier.pendingBytes > 0) await this.#sendPart(classifier);
  }
}

let job: Job | null = null;

const wordsOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

port.on("message", (message: ToWorker) => {
  if (message.type === "judge") {
    try {
      send({ type: "judged", fits: judge(attachedSchemas(message.schemas), message.settings, message.lines) });
    } catch (error) {
      send({ type: "failed", message: wordsOf(error) });
    }
    return;
  }
  if (message.type !== "start") {
    job?.hear(message);
    return;
  }
  job = new Job();
  job.run(message.schemas, message.settings).then(
    () => send({ type: "done" }),
    (error: unknown) => {
      if (error instanceof Aborted) send({ type: "done" });
      else send({ type: "failed", message: wordsOf(error) });
    },
  );
});
