/** What all kinds of lists make of Cloudflare's answers. */

import { DdnsError } from "../../../core/errors.ts";
import type { ListWriteResult } from "../../../ports.ts";
import { CloudflareRejection } from "../caller.ts";

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

/**
 * Refused for what it says: perhaps the write came too late, and what it adds is there already or what it removes is
 * not. No wording tells the one from the other, so another reading has to.
 */
export function isAboutContents({ code }: DdnsError): boolean {
  return code === "BAD_INPUT" || code === "RECORD_CONFLICT" || code === "ZONE_NOT_FOUND";
}
