import { BlockList, isIP } from "node:net";

type Rule = { list: BlockList; words: string };

function listOf(...ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) add(list, range);
  return list;
}

/** @throws RangeError when it is neither an address nor a CIDR. */
function add(list: BlockList, range: string): void {
  const [address = "", prefix, ...more] = range.split("/");
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || length < 0 || length > bits || more.length > 0) throw new RangeError(`"${range}" is not a CIDR`);
  list.addSubnet(address, length, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Addresses from which a machine in a cloud gets credentials: AWS, GCP, Azure, OpenStack (169.254.169.254), ECS, EKS, their IPv6 forms, Alibaba,
 * Oracle and Azure's wire server. No setting opens these.
 */
const metadata = listOf(
  "169.254.169.254",
  "169.254.169.253",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd00:ec2::253",
  "fd00:ec2::23",
  "fd20:ce::254",
);

/** What is not a public address, from IANA's special-purpose registries; the first rule that fits gives the words. */
const refused: Rule[] = [
  { list: listOf("127.0.0.0/8", "::1"), words: "a loopback address" },
  { list: listOf("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"), words: "a private address" },
  { list: listOf("169.254.0.0/16", "fe80::/10"), words: "a link-local address" },
  { list: listOf("0.0.0.0/8", "::"), words: "an unspecified address" },
  { list: listOf("100.64.0.0/10"), words: "a shared (carrier-grade NAT) address" },
  { list: listOf("fc00::/7", "fec0::/10"), words: "a unique local address" },
  { list: listOf("224.0.0.0/4", "ff00::/8"), words: "a multicast address" },
  { list: listOf("255.255.255.255"), words: "the broadcast address" },
  {
    list: listOf("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    words: "a documentation address",
  },
  { list: listOf("198.18.0.0/15"), words: "a benchmarking address" },
  {
    list: listOf("192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4", "100::/64", "2001::/23", "5f00::/16"),
    words: "a reserved address",
  },
  {
    list: listOf("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"),
    words: "an IPv4 address in disguise",
  },
];

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser writes any form, also `::ffff:1.2.3.4`, as hexadecimal groups.
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const parse = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [parse(head), parse(tail ?? "")];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const embedding: { list: BlockList; at: number }[] = [
  { list: listOf("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"), at: 6 },
  { list: listOf("2002::/16"), at: 1 },
];

const mappedIpv4 = listOf("::ffff:0:0/96");

/** The IPv4 address that an IPv6 one stands for (mapped, compatible, NAT64, 6to4), or null. */
function embeddedIpv4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const form = embedding.find((candidate) => isIn(candidate.list, address));
  if (!form) return null;
  const groups = groupsOf(address);
  const [high = 0, low = 0] = [groups[form.at], groups[form.at + 1]];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The addresses that a setting opens. */
export interface AllowedAddresses {
  has(address: string): boolean;
}

/**
 * @param cidrs separated by commas or spaces; an address alone means itself.
 * @throws Error that names the entry at fault and the setting.
 */
export function parseAllowedAddresses(cidrs: string): AllowedAddresses {
  const list = new BlockList();
  for (const entry of cidrs.split(/[\s,]+/).filter(Boolean)) {
    try {
      add(list, entry);
    } catch (error) {
      throw new Error(
        `TELLTALE_OUTBOUND_ALLOW: ${(error as Error).message}; write for example 10.0.0.0/8,127.0.0.1/32`,
      );
    }
  }
  return { has: (address) => isIn(list, address) };
}

/**
 * Why an outbound request may not reach an address, as a sentence that names the rule and, where one helps, the setting;
 * null when it may. Addresses that hand out credentials stay closed whatever is allowed.
 * @param address an IP address without brackets; a zone (`%eth0`) is ignored.
 * @param host the name it came from, when it is not the address itself.
 */
export function refusalOf(address: string, allowed: AllowedAddresses, host?: string): string | null {
  const plain = address.replace(/%.*$/, "");
  const isNamed = host !== undefined && host !== plain;
  const named = isNamed ? `${host} resolves to ${plain},` : `${plain} is`;
  if (isIP(plain) === 0) return `${plain} is not an IP address`;
  const mapped = isIn(mappedIpv4, plain) ? embeddedIpv4(plain) : null;
  const effective = mapped ?? plain;
  const inner = embeddedIpv4(effective);
  if (isIn(metadata, effective) || (inner !== null && isIn(metadata, inner))) {
    return `${named} an address that gives out cloud credentials (instance metadata), which is never reached, whatever TELLTALE_OUTBOUND_ALLOW says`;
  }
  if (allowed.has(effective)) return null;
  const rule = refused.find((candidate) => isIn(candidate.list, effective));
  if (!rule) return null;
  const cidr = `${effective}/${isIP(effective) === 6 ? 128 : 32}`;
  return `${named} ${rule.words}, which outbound requests may not reach. To allow it, add ${cidr} to TELLTALE_OUTBOUND_ALLOW`;
}
