/** What all kinds of lists make of Cloudflare's answers. */

import { DdnsError } from "../../../core/errors.ts";
import type { ListWriteResult } from "../../../ports.ts";
import { CloudflareRejection } from "../caller.ts";

/** A write that came too late for what it was planned for: what it adds is there already, what it removes is not. */
const CAME_TOO_LATE = /already (?:exist|present|in)|duplicate|not found|does not exist|no such/i;

/** Carries a write out and sorts what became of it; a refusal for good is thrown. */
export async function outcomeOf(
  write: Promise<unknown>,
  isStale: (error: DdnsError) => boolean,
): Promise<ListWriteResult> {
  try {
    await write;
    return { status: "applied" };
  } catch (thrown) {
    const error = thrown instanceof CloudflareRejection ? thrown.failure.error : thrown;
    if (!(error instanceof DdnsError)) throw thrown;
    if (error.code === "LIST_BUSY") return { status: "busy", error };
    if (isStale(error)) return { status: "stale", error };
    throw thrown;
  }
}

/** Refused because of the items it names; a list that is gone is another matter. */
export function isAboutItems({ code, message }: DdnsError): boolean {
  return ["BAD_INPUT", "RECORD_CONFLICT", "ZONE_NOT_FOUND"].includes(code) && CAME_TOO_LATE.test(message);
}
