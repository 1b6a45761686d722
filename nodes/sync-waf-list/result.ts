/** What became of the list, as payload and status, or as failure. Pure. */

import { DdnsError, type ListReport } from "../shared/engine.ts";
import type { Answer } from "../shared/message/answering.ts";
import { Failure } from "../shared/message/failure.ts";
import { failed, partly, succeeded, UNCHANGED } from "../shared/message/status.ts";

/** The answer of the node. Throws a Failure where the list could not be brought right, with what was done nevertheless. */
export function answerFrom(report: ListReport, dryRun: boolean): Answer {
  const { id, name, added, removed, kept, error } = report;
  const changed = added.length + removed.length > 0;
  const payload = { changed, dryRun, list: { id, name }, added, removed, kept };
  if (error !== null) {
    const code = changed ? "PARTIAL" : error.code;
    throw new Failure(
      new DdnsError(code, error.message, error),
      { ...payload, errors: [error] },
      changed ? partly(error.code) : failed(error.code, error.retryAfterMs),
    );
  }
  const counts = [added.length > 0 ? `+${added.length}` : "", removed.length > 0 ? `−${removed.length}` : ""];
  const text = counts.filter((count) => count !== "").join(" ");
  return { changed, status: changed ? succeeded(dryRun ? `(${text})` : text) : UNCHANGED, set: { payload } };
}
