/** What a token may do, found out by asking: for "test token" buttons, which must say what is missing. */

import type { DdnsError } from "../../core/errors.ts";
import type { TokenCheck } from "../../core/report/token-check.ts";
import type { ListProvider } from "../../ports.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import type { zoneReader } from "./zones.ts";

/** No record and no list has this id, so that trying to delete it shows the permission and touches nothing. */
const NOBODY = "00000000000000000000000000000000";

type State = TokenCheck["permissions"][number]["state"];

export function tokenChecker(
  client: CloudflareClient,
  caller: Caller,
  zones: ReturnType<typeof zoneReader>,
  lists: ListProvider,
) {
  /** At most five requests. Never rejects. */
  return async function checkToken(signal: AbortSignal): Promise<TokenCheck> {
    const seen = await zones.zones([], signal).catch((thrown: unknown) => rejectionOf(thrown));
    if (!Array.isArray(seen)) {
      const error = "code" in seen ? seen : null;
      const limited = error?.code === "PERMISSION_DENIED";
      return {
        accepted: limited,
        zones: [],
        permissions: [{ permission: "Zone: Read", state: limited ? "missing" : "unknown" }],
        error,
      };
    }
    const zone = seen[0];
    const account = seen.find(({ accountId }) => accountId !== "")?.accountId;
    const read = (errand: string, send: (inner: AbortSignal) => Promise<unknown>): Promise<State> =>
      probe(() => caller.call({ task: errand, kind: "read" }, signal, send));
    const unknown = Promise.resolve<State>("unknown");
    const [dnsRead, dnsEdit, listsRead, listsEdit] = await Promise.all([
      zone === undefined
        ? unknown
        : read("read one record", (inner) =>
            client.dns.records.list({ zone_id: zone.id, per_page: 1 }, { signal: inner }),
          ),
      zone === undefined
        ? unknown
        : read("try the permission to edit records", (inner) =>
            client.dns.records.batch({ zone_id: zone.id, deletes: [{ id: NOBODY }] }, { signal: inner }),
          ),
      account === undefined ? unknown : probe(() => lists.lists(account, signal)),
      account === undefined
        ? unknown
        : read("try the permission to edit lists", (inner) =>
            client.rules.lists.delete(NOBODY, { account_id: account }, { signal: inner }),
          ),
    ]);
    return {
      accepted: true,
      zones: seen.map(({ name }) => name),
      permissions: [
        { permission: "Zone: Read", state: zone === undefined ? "unknown" : "granted" },
        { permission: "DNS: Read", state: dnsRead },
        { permission: "DNS: Edit", state: dnsEdit },
        { permission: "Account Filter Lists: Read", state: listsRead },
        { permission: "Account Filter Lists: Edit", state: listsEdit },
      ],
      error: null,
    };
  };
}

/** A refusal for any other reason than the token means that the token would have been good enough. */
async function probe(ask: () => Promise<unknown>): Promise<State> {
  try {
    await ask();
    return "granted";
  } catch (thrown) {
    const code = rejectionOf(thrown).code;
    if (code === "PERMISSION_DENIED" || code === "AUTH_REJECTED") return "missing";
    return code === "RECORD_CONFLICT" || code === "ZONE_NOT_FOUND" || code === "BAD_INPUT"
      ? "granted"
      : "unknown";
  }
}

function rejectionOf(thrown: unknown): DdnsError {
  if (thrown instanceof CloudflareRejection) return thrown.failure.error;
  throw thrown;
}
