import { describe, expect, test } from "vitest";
import { parseAllowedAddresses, refusalOf } from "./address-guard.ts";

const none = parseAllowedAddresses("");

describe("refusalOf", () => {
  test.each([
    ["127.0.0.1", "a loopback address"],
    ["127.255.255.254", "a loopback address"],
    ["10.1.2.3", "a private address"],
    ["172.31.0.1", "a private address"],
    ["192.168.1.1", "a private address"],
    ["169.254.1.1", "a link-local address"],
    ["0.0.0.0", "an unspecified address"],
    ["100.64.0.1", "a shared"],
    ["192.0.0.8", "a reserved address"],
    ["192.88.99.1", "a reserved address"],
    ["198.18.0.1", "a benchmarking address"],
    ["203.0.113.9", "a documentation address"],
    ["224.0.0.1", "a multicast address"],
    ["240.0.0.1", "a reserved address"],
    ["255.255.255.255", "the broadcast address"],
    ["::1", "a loopback address"],
    ["::", "an unspecified address"],
    ["::127.0.0.1", "in disguise"],
    ["::ffff:10.0.0.1", "a private address"],
    ["::ffff:0:10.0.0.1", "in disguise"],
    ["fe80::1", "a link-local address"],
    ["fe80::1%eth0", "a link-local address"],
    ["fd12:3456::1", "a unique local address"],
    ["ff02::1", "a multicast address"],
    ["2001:db8::1", "a documentation address"],
    ["3fff::1", "a documentation address"],
    ["2001::1", "a reserved address"],
    ["2002:0a00:0001::1", "in disguise"],
    ["64:ff9b::a00:1", "in disguise"],
    ["64:ff9b:1::1", "in disguise"],
    ["5f00::1", "a reserved address"],
    ["100::1", "a reserved address"],
    ["not-an-address", "not an IP address"],
  ])("refuses %s as %s", (address, words) => {
    expect(refusalOf(address, none)).toContain(words);
  });

  test.each(["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "lets %s through",
    (address) => {
      expect(refusalOf(address, none)).toBeNull();
    },
  );

  test("names the address to add, and the name it came from", () => {
    expect(refusalOf("::1", none, "localhost")).toBe(
      "localhost resolves to ::1, a loopback address, which outbound requests may not reach. To allow it, add ::1/128 to TELLTALE_OUTBOUND_ALLOW",
    );
  });

  const everything = parseAllowedAddresses("0.0.0.0/0, ::/0");

  test.each([
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "169.254.170.2",
    "168.63.129.16",
    "100.100.100.200",
    "fd00:ec2::254",
  ])("never lets %s through, whatever is allowed", (address) => {
    expect(refusalOf(address, everything)).toContain("whatever TELLTALE_OUTBOUND_ALLOW says");
  });

  test("lets an allowed range through and nothing beside it", () => {
    const allowed = parseAllowedAddresses("10.0.0.0/8 127.0.0.1,fd00::/8");
    for (const address of ["10.9.8.7", "127.0.0.1", "::ffff:127.0.0.1", "fd12::1"])
      expect(refusalOf(address, allowed)).toBeNull();
    for (const address of ["127.0.0.2", "192.168.0.1", "::1"]) expect(refusalOf(address, allowed)).not.toBeNull();
  });
});

test.each(["10.0.0.0/33", "localhost", "10.0.0.0/8/8", "10.0.0.0/x", "fd00::/129", "/8"])(
  "an allow list with %s is refused by name",
  (entry) => {
    expect(() => parseAllowedAddresses(`127.0.0.1/32,${entry}`)).toThrow(
      `TELLTALE_OUTBOUND_ALLOW: "${entry}" is not a CIDR`,
    );
  },
);
