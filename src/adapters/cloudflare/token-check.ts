/** What a token may do, found out by asking: for "test token" buttons, which must say what is missing. */

import { DdnsError } from "../../core/errors.ts";
import type { Permission, TokenCheck } from "../../core/report/token-check.ts";
import type { Zone } from "../../core/types.ts";
import type { ListProviders } from "../../ports.ts";
import { type accountReader, accountsOf } from "./accounts.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import type { zoneReader } from "./zones.ts";

/** No record and no list has this id, so that trying to delete it shows the permission and touches nothing. */
const NOBODY = "00000000000000000000000000000000";
const NO_GATEWAY_LIST = "00000000-0000-0000-0000-000000000000";

type State = TokenCheck["permissions"][number]["state"];

/** Asks something that needs one permission. */
type Question = (signal: AbortSignal) => Promise<unknown>;

interface Parts {
  readonly client: CloudflareClient;
  readonly caller: Caller;
  readonly zones: ReturnType<typeof zoneReader>;
  readonly accounts: ReturnType<typeof accountReader>;
  readonly lists: ListProviders;
}

export function tokenChecker({ client, caller, zones, accounts, lists }: Parts) {
  /** At most eight requests, none of which changes anything. Rejects only where stopped. */
  return async function checkToken(signal: AbortSignal): Promise<TokenCheck> {
    const seen = await zones.zones([], signal).catch(rejectionOf);
    const refusal = seen instanceof DdnsError ? seen : null;
    if (refusal !== null && refusal.code !== "PERMISSION_DENIED") {
      const permissions = [{ permission: "Zone: Read", state: "unknown" }] as const;
      return { accepted: false, zones: [], permissions, error: refusal };
    }
    const found = seen instanceof DdnsError ? [] : seen;
    const [account] = [...accountsOf(found), ...(found.length > 0 ? [] : await accounts.listAll(signal))];
    const rows: readonly (readonly [Permission, Question | undefined])[] = [
      ...ofZone(found[0]),
      ...ofAccount(account),
    ];
    const states = await Promise.all(rows.map(([, question]) => stateOf(question, signal)));
    const zoneState = refusal !== null ? "missing" : found.length > 0 ? "granted" : "unknown";
    return {
      accepted: true,
      zones: found.map(({ name }) => name),
      permissions: [
        { permission: "Zone: Read", state: zoneState },
        ...rows.map(([permission], index) => ({ permission, state: states[index] ?? ("unknown" as const) })),
      ],
      error: refusal,
    };
  };

  function ofZone(zone: Zone | undefined): readonly (readonly [Permission, Question | undefined])[] {
    const records = client.dns.records;
    return [
      [
        "DNS: Read",
        zone &&
          asking("read one record", (signal) => records.list({ zone_id: zone.id, per_page: 1 }, { signal })),
      ],
      [
        "DNS: Edit",
        zone &&
          asking("try the permission to edit records", (signal) =>
            records.batch({ zone_id: zone.id, deletes: [{ id: NOBODY }] }, { signal }),
          ),
      ],
    ];
  }

  function ofAccount(id: string | undefined): readonly (readonly [Permission, Question | undefined])[] {
    const known = id === undefined ? undefined : { account_id: id };
    const gateway = client.zeroTrust.gateway.lists;
    return [
      ["Account Filter Lists: Read", known && ((signal) => lists.waf.lists(known.account_id, signal))],
      [
        "Account Filter Lists: Edit",
        known &&
          asking("try the permission to edit WAF lists", (signal) =>
            client.rules.lists.delete(NOBODY, known, { signal }),
          ),
      ],
      ["Zero Trust: Read", known && ((signal) => lists["zero-trust"].lists(known.account_id, signal))],
      [
        "Zero Trust: Edit",
        known &&
          asking("try the permission to edit Zero Trust lists", (signal) =>
            gateway.delete(NO_GATEWAY_LIST, known, { signal }),
          ),
      ],
    ];
  }

  function asking(task: string, send: Question): Question {
    return (signal) => caller.call({ task, kind: "read" }, signal, send);
  }
}

/** A refusal for any other reason than the token means that the token would have been good enough. */
async function stateOf(question: Question | undefined, signal: AbortSignal): Promise<State> {
  if (question === undefined) return "unknown";
  try {
    await question(signal);
    return "granted";
  } catch (thrown) {
    const { code } = rejectionOf(thrown);
    if (code === "PERMISSION_DENIED" || code === "AUTH_REJECTED") return "missing";
    return code === "RECORD_CONFLICT" || code === "ZONE_NOT_FOUND" || code === "BAD_INPUT"
      ? "granted"
      : "unknown";
  }
}

function rejectionOf(thrown: unknown): DdnsError {
  if (thrown instanceof CloudflareRejection) return thrown.failure.error;
  if (thrown instanceof DdnsError) return thrown;
  throw thrown;
}
