/** Answers for the matters the real API leaves uncertain: one switch each, with the default the sandbox takes. */

/** HTTP status and code of an error whose real code nobody has seen; no client may match on the code. */
export interface Placeholder {
  status: number;
  code: number;
}

export interface Switches {
  /** Malformed object id: HTTP 404 or 400 with 7003; `7000` is the older form, HTTP 400 with a second error. */
  badId: "404" | "400" | "7000";
  /** A zone the token cannot see, asked by id: 403 with this code. */
  invisibleZone: 9109 | 10000;
  /** `GET /zones?name=` for a name that is unknown or invisible. */
  unknownZoneName: "empty" | "forbidden";
  /** `GET /zones` without a name, with a token that is restricted to some zones. */
  unfilteredZones: "own" | "forbidden" | "empty";
  /** A valid token without the permission: 403 with this code, or HTTP 200 with `success: false`. */
  permissionMissing: "10000" | "9109" | "200";
  /** A well-formed unknown token on `dns_records`: 403 with 9109, or 401 with 10000. */
  invalidTokenOnRecords: 403 | 401;
  /** HTTP status of the verification of a bad token (code 1000). */
  verifyBadToken: 401 | 403;
  /** `GET /zones` with per_page outside 5…50. */
  zonesPerPage: "clamped" | "refused";
  /** Record validation errors (9xxx): at the top, or wrapped in 1004 as before 2024-10. */
  validationErrors: "unwrapped" | "wrapped";
  /** A duplicate record: 81058 if everything is equal, else 81057; or always the one or the other. */
  duplicateRecord: "by-settings" | "81058" | "81057";
  /** HTTP status of 81044. */
  unknownRecord: 404 | 400;
  /** `comment: null` in a PATCH. */
  nullComment: "clears" | "kept" | "refused";
  batchOverLimit: Placeholder;
  /** The lists of a batch answer that the request did not hold. */
  absentBatchLists: "empty" | "null" | "missing";
  /** PATCH or PUT with another record type. */
  typeChange: "refused" | "applied";
  /** AAAA content such as ::ffff:192.0.2.1. */
  mappedAddress: "refused" | "accepted";
  upperCaseListName: "accepted" | "refused";
  /** HTTP status of `POST …/items`. */
  itemsPosted: 200 | 201;
  /** Default per_page of list items. */
  itemsPerPage: number;
  duplicateListName: Placeholder;
  unknownList: Placeholder;
  /** One list more than the account's plan allows. */
  listQuota: Placeholder;
  /** A second write of list items in an account that still has one pending. */
  pendingListOperation: "refused" | "retry-after" | "queued";
  /** `GET …/gateway/lists/{id}/items`: rows side by side, or in an array of their own as the reference shows them. */
  zeroTrustItems: "flat" | "nested";
  /** The greatest per_page of the items of a Zero Trust list; more is clamped. */
  zeroTrustItemsPerPage: number;
  /** Values of Zero Trust lists of type IP: told as they were sent, or with host bits masked and a full length dropped. */
  zeroTrustValues: "as-sent" | "canonical";
  /** `GET /accounts`: those that the token may see; none although it may see some; refused. */
  accountListing: "own" | "empty" | "forbidden";
  /** Removing a WAF list item that is gone: 404 with 10036, or passed over. */
  absentListItem: "refused" | "ignored";
  /** Code of a 429, or a body that is no JSON at all. */
  rateLimitCode: 10500 | 971 | "not-json";
  /** Whether `dns:edit` without `zone:read` may find zones. */
  dnsEditFindsZones: boolean;
}

export function defaultSwitches(): Switches {
  return {
    badId: "404",
    invisibleZone: 9109,
    unknownZoneName: "empty",
    unfilteredZones: "own",
    permissionMissing: "10000",
    invalidTokenOnRecords: 403,
    verifyBadToken: 401,
    zonesPerPage: "clamped",
    validationErrors: "unwrapped",
    duplicateRecord: "by-settings",
    unknownRecord: 404,
    nullComment: "clears",
    batchOverLimit: { status: 400, code: 19999 },
    absentBatchLists: "empty",
    typeChange: "refused",
    mappedAddress: "refused",
    upperCaseListName: "accepted",
    itemsPosted: 200,
    itemsPerPage: 25,
    duplicateListName: { status: 400, code: 10091 },
    unknownList: { status: 404, code: 10092 },
    listQuota: { status: 400, code: 10093 },
    pendingListOperation: "refused",
    zeroTrustItems: "flat",
    zeroTrustItemsPerPage: 1000,
    zeroTrustValues: "as-sent",
    accountListing: "own",
    absentListItem: "refused",
    rateLimitCode: 10500,
    dnsEditFindsZones: true,
  };
}
