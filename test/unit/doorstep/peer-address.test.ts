/** How the other end of a connection is named. */

import { expect, test } from "vitest";
import { peerAddress } from "../../../addon/doorstep/peer-address.ts";

test.each([
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:192.0.2.7", "192.0.2.7"],
  ["192.0.2.7", "192.0.2.7"],
  ["2001:DB8::7", "2001:db8::7"],
  ["fe80::7%eth0", "fe80::7%eth0"],
  ["::ffff:c000:207", "::ffff:c000:207"],
  [undefined, undefined],
])("%s / name the peer / %s", (remote, expected) => {
  expect(peerAddress(remote)).toBe(expected);
});
