/** Permissions under the names that people read: the dashboard's, the API's groups, and our own. */

import { expect, test } from "vitest";
import { readPermission } from "./permissions.ts";

test.each([
  ["DNS Edit", "dns:edit"],
  ["DNS Write", "dns:edit"],
  ["Zone > DNS > Edit", "dns:edit"],
  ["Zone – DNS – Read", "dns:read"],
  ["#dns_records:edit", "#dns_records:edit"],
  ["Zone Read", "zone:read"],
  ["Zone.Zone.Read", "zone:read"],
  ["Zone Edit", "zone:read"],
  ["Account Filter Lists Edit", "lists:edit"],
  ["Account > Account Filter Lists > Read", "lists:read"],
  ["Account Rule Lists Write", "lists:edit"],
  ["Account – Zero Trust – Edit", "zero-trust:edit"],
  ["Zero Trust Write", "zero-trust:edit"],
  ["Zero Trust Read", "zero-trust:read"],
  ["Cloudflare Zero Trust Secure DNS Locations Write", "locations:edit"],
  ["Workers Scripts Edit", "Workers Scripts Edit"],
  ["dns:read", "dns:read"],
  ["", ""],
])("%s / read / %s", (name, permission) => {
  expect(readPermission(name)).toBe(permission);
});
