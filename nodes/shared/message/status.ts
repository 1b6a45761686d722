/** What a node shows beneath itself, by situation: at most 20 characters, fixed words as keys of the catalogue. */

import type { ErrorCode } from "../engine.ts";
import type { NodeStatus } from "../node-red.ts";

const LONGEST = 20;

export const CLEARED: NodeStatus = {};
export const IDLE: NodeStatus = { fill: "grey", shape: "ring", text: "status.idle" };
export const UNCHANGED: NodeStatus = { fill: "grey", shape: "dot", text: "status.unchanged" };
export const WAITING: NodeStatus = { fill: "blue", shape: "ring", text: "status.waiting" };

/** `word` is a key of the catalogue, such as `status.detecting`. */
export function working(word: string): NodeStatus {
  return { fill: "blue", shape: "dot", text: word };
}

export function succeeded(text: string): NodeStatus {
  return { fill: "green", shape: "dot", text: shortened(text) };
}

/** Something went right and something did not, or will be right later. */
export function partly(text: string): NodeStatus {
  return { fill: "yellow", shape: "ring", text: shortened(text) };
}

/** A pause that Cloudflare asked for is nobody's fault and ends by itself; everything else wants to be looked at. */
export function failed(code: ErrorCode, retryAfterMs?: number): NodeStatus {
  if (code !== "RATE_LIMITED") return { fill: "red", shape: "ring", text: code };
  return partly(retryAfterMs === undefined ? "status.limited" : `⏳ ${Math.ceil(retryAfterMs / 1000)} s`);
}

/** An IPv6 address keeps both ends, by which people tell theirs apart. */
export function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  return text.includes(":") ? `${text.slice(0, 9)}…${text.slice(-10)}` : `${text.slice(0, LONGEST - 1)}…`;
}
