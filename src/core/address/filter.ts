/** The detection filter: which observed addresses count. */

import { conditionsOf, evaluate, parseExpression, type Tokens } from "../expression.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { DetectedAddress, IpFamily, Prefix } from "../types.ts";
import { covers, halvesOf, networkOf, parsePrefix, prefixFamily } from "./prefix.ts";

/** A filter compiled once; `text` is what the user wrote, `keep-all` keeps everything. */
export interface AddressFilter {
  readonly text: string;
  /** Where a prefix length was named, every address of that network is judged: one that the filter cuts in two is not kept. */
  readonly keeps: (detected: DetectedAddress) => boolean;
}

/** The filter that lets every address through. */
export const KEEP_ALL: AddressFilter = { text: "keep-all", keeps: () => true };

const ACCEPTED = "addr-in(address/length)";
const EXAMPLE: Readonly<Record<IpFamily, string>> = { 4: "192.168.0.0/16", 6: "2001:db8::/32" };
const LONGEST: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };

/** `keep-all` alone, or an expression of `addr-in(CIDR)`, `!`, `&&`, `||` and parentheses, with networks of the family. */
export function parseFilter(text: string, family: IpFamily): Parsed<AddressFilter> {
  const trimmed = text.trim();
  if (trimmed === KEEP_ALL.text) return parsed(KEEP_ALL);
  const expression = parseExpression(trimmed, ACCEPTED, (tokens) => parseRange(tokens, family));
  if (!expression.ok) return expression;
  const ranges = conditionsOf(expression.value);
  /** Halves the network until no range cuts it any more: then all its addresses fare alike. */
  const keepsAll = (network: Prefix): boolean =>
    ranges.some((range) => range !== network && covers(network, range))
      ? halvesOf(network).every(keepsAll)
      : evaluate(expression.value, (range) => covers(range, network));
  const keeps = (detected: DetectedAddress): boolean => keepsAll(networkOf(detected));
  return parsed({ text: trimmed, keeps }, expression.warnings);
}

function parseRange(tokens: Tokens, family: IpFamily): Parsed<Prefix> {
  const word = tokens.take() ?? "";
  if (word === KEEP_ALL.text)
    return refused(`${KEEP_ALL.text} stands alone; inside an expression write ${ACCEPTED}`);
  if (word !== "addr-in")
    return refused(`${quote(word)} is not understood; write ${ACCEPTED} or ${KEEP_ALL.text}`);
  if (!tokens.takeIf("("))
    return refused(`addr-in needs its network in parentheses: addr-in(${EXAMPLE[family]})`);
  const written = tokens.take();
  if (written === undefined || written === ")")
    return refused(`addr-in names no network; write addr-in(${EXAMPLE[family]})`);
  const range = readRange(written, family);
  if (!range.ok || tokens.takeIf(")")) return range;
  const found = tokens.peek();
  return refused(
    found === undefined
      ? "the parenthesis of addr-in is never closed"
      : `${quote(found)} stands in addr-in(), which holds one network; join several with ||`,
  );
}

function readRange(written: string, family: IpFamily): Parsed<Prefix> {
  const range = parsePrefix(written);
  if (range === undefined) {
    return refused(
      `${quote(written)} is not a network; write its address and length as in ${EXAMPLE[family]}`,
    );
  }
  if (!written.includes("/")) {
    return refused(
      `${quote(written)} lacks its prefix length; for this one address write ${written}/${LONGEST[prefixFamily(range)]}`,
    );
  }
  if (prefixFamily(range) !== family) {
    return refused(
      `${quote(written)} is an IPv${prefixFamily(range)} network and holds no IPv${family} address`,
    );
  }
  return parsed(range);
}
