import { isIPv6 } from "node:net";
import type { AddressFamily } from "./log-schema.ts";

/** 4 or 6 for an IP address in text form, 0 for anything else. No leading zeros, zones or surrounding space. */
export function ipVersion(text: string): 0 | 4 | 6 {
  const length = text.length;
  if (length < 2 || length > 45) return 0;
  let dots = 0;
  let value = -1;
  let leadingZero = false;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      if (leadingZero) return 0;
      if (value === -1) {
        value = code - 48;
        leadingZero = value === 0;
      } else {
        value = value * 10 + code - 48;
        if (value > 255) return versionSix(text);
      }
    } else if (code === 46) {
      if (value === -1) return 0;
      dots += 1;
      value = -1;
      leadingZero = false;
    } else {
      return versionSix(text);
    }
  }
  return dots === 3 && value !== -1 ? 4 : 0;
}

function versionSix(text: string): 0 | 6 {
  return text.includes(":") && !text.includes("%") && isIPv6(text) ? 6 : 0;
}

function isOfFamily(version: 0 | 4 | 6, family: AddressFamily): boolean {
  if (version === 0) return false;
  return family === "any" || (family === "ipv4" ? version === 4 : version === 6);
}

/** The rule `validate: ip`. */
export function isIp(text: string, family: AddressFamily): boolean {
  return isOfFamily(versionOf(text), family);
}

/** The rule `validate: cidr`: an address, a slash and a prefix length that fits. */
export function isCidr(text: string, family: AddressFamily): boolean {
  const slash = text.indexOf("/");
  if (slash < 0) return false;
  const prefix = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return false;
  const version = versionOf(text.slice(0, slash));
  return isOfFamily(version, family) && Number(prefix) <= (version === 4 ? 32 : 128);
}

function versionOf(text: string): 0 | 4 | 6 {
  const version = ipVersion(text);
  return version === 0 ? versionSix(text) : version;
}
