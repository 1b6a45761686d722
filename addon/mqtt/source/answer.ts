/** Reads the one address that a topic or an entity gives: bare text or a JSON string. */

import { type Detection, type IpFamily, parseDetectedAddress } from "../../../src/index.ts";

const LONGEST_TEXT = 8192;

/** Words with which Home Assistant and others say that they do not know. */
const NOTHING = ["", "unknown", "unavailable", "none", "null"];

export interface AnswerOptions {
  /** Name of the source, for the Detection. */
  readonly source: string;
  readonly rejectCloudflare: boolean;
}

/** Somebody else says so, thus the rules for answers from the network hold (D2). */
export function readAnswer(
  answer: string,
  family: IpFamily,
  { source, rejectCloudflare }: AnswerOptions,
): Detection {
  const unavailable = (reason: string): Detection => ({ status: "unavailable", reason, source });
  if (answer.length > LONGEST_TEXT) return unavailable("the answer is far too long for an address");
  const text = unquoted(answer.trim());
  const word = text.toLowerCase();
  if (NOTHING.includes(word))
    return unavailable(word === "" ? "the answer is empty" : `the answer is ${word}`);
  const address = parseDetectedAddress(text, family, "network", { rejectCloudflare });
  return address.ok ? { status: "known", addresses: [address.value], source } : unavailable(address.reason);
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value.trim() : text;
  } catch {
    return text;
  }
}
