/** Reads addresses from the text that a web page, a file or a program gives. */

import { type AddressOrigin, parseAddress, parseDetectedAddress } from "../../../core/address/address.ts";
import type { DetectedAddress, IpFamily } from "../../../core/types.ts";
import { nonEmpty, type ReadAddresses } from "../detections.ts";

/** What is asked for, and how far the text is trusted (D2). */
export interface AddressRules {
  readonly family: IpFamily;
  readonly origin: AddressOrigin;
  readonly rejectCloudflare: boolean;
}

/** Exactly one address without prefix length, blanks around it allowed. */
export function readOneAddress(text: string, rules: AddressRules): ReadAddresses {
  const entry = text.trim();
  if (entry === "") return { ok: false, reason: "the answer is empty" };
  const parsed = parseAddress(entry, rules.family, rules.origin, rules);
  return parsed.ok
    ? { ok: true, addresses: [{ address: parsed.value }], warnings: parsed.warnings }
    : { ok: false, reason: parsed.reason };
}

const JSON_ANSWER =
  "the answer looks like JSON, and no field of it can be chosen here; ask a page that answers with the address alone";

/** A lone carriage return ends a line too: else a comment would take the addresses of the next lines with it. */
const LINE_END = /\r\n|[\r\n\u2028\u2029]/;

/** One address or CIDR a line, `#` begins a comment, blank lines are skipped; one bad line spoils the answer. */
export function readAddressLines(text: string, rules: AddressRules): ReadAddresses {
  if (/^\s*[{[]/.test(text)) return { ok: false, reason: JSON_ANSWER };
  const found: DetectedAddress[] = [];
  const warnings: string[] = [];
  for (const [index, line] of text.split(LINE_END).entries()) {
    const [beforeComment = ""] = line.split("#", 1);
    const entry = beforeComment.trim();
    if (entry === "") continue;
    const parsed = parseDetectedAddress(entry, rules.family, rules.origin, rules);
    if (!parsed.ok) return { ok: false, reason: `line ${index + 1}: ${parsed.reason}` };
    found.push(parsed.value);
    warnings.push(...parsed.warnings);
  }
  const addresses = nonEmpty(found);
  return addresses === undefined
    ? { ok: false, reason: "there is no address in it" }
    : { ok: true, addresses, warnings };
}
