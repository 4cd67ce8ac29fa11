import { createHash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const lastEntropy = { ms: 0, bytes: Buffer.alloc(10) };

/** A ULID of 48 bits of time and the given 10 bytes. */
export function encodeUlid(ms: number, entropy: Uint8Array): string {
  let time = "";
  let rest = ms;
  for (let i = 0; i < 10; i++) {
    time = alphabet[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let text = "";
  for (let half = 0; half < 2; half++) {
    let high = 0;
    for (let i = 0; i < 5; i++) high = high * 256 + (entropy[half * 5 + i] as number);
    let part = "";
    for (let i = 0; i < 8; i++) {
      part = alphabet[high % 32] + part;
      high = Math.floor(high / 32);
    }
    text += part;
  }
  return time + text;
}

/** A new ULID; those made in the same millisecond by this process sort in the order they were made. */
export function newUlid(now = Date.now()): string {
  if (now === lastEntropy.ms) {
    for (let i = 9; i >= 0; i--) {
      const byte = ((lastEntropy.bytes[i] as number) + 1) & 0xff;
      lastEntropy.bytes[i] = byte;
      if (byte !== 0) break;
    }
  } else {
    lastEntropy.ms = now;
    randomBytes(10).copy(lastEntropy.bytes);
    lastEntropy.bytes[0] = (lastEntropy.bytes[0] as number) & 0x7f;
  }
  return encodeUlid(now, lastEntropy.bytes);
}

/** The id of the queue item that a call of the app belongs to: short and random, as the real server's. */
export function newJobId(): string {
  return randomBytes(9).readBigUInt64BE(1).toString(36);
}

/** What the SDK hands back with a checkpoint to say which queue item it belongs to. */
export function queueItemId(jobId: string): string {
  return Buffer.from(`${jobId}::default`).toString("base64");
}

/** A UUID (version 5 layout) that is always the same for the same name. */
export function namedUuid(name: string): string {
  const hash = createHash("sha1").update(name).digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
