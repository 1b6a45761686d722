/** The table from refusals to next steps: one sentence for somebody who reads it at three in the morning, the likeliest cause first. */

import type { ErrorCode } from "../../../core/errors.ts";
import { LIST_KINDS } from "../../../core/list/kinds.ts";
import type { ApiFault, Errand } from "./failure.ts";

/** Permissions by the names of Cloudflare's dashboard, for `Errand.needs`. */
export const NEEDS = {
  zones: "Zone > Zone > Read (besides Zone > DNS > Edit)",
  readRecords: "Zone > DNS > Read or Edit (besides Zone > Zone > Read)",
  writeRecords: "Zone > DNS > Edit (besides Zone > Zone > Read)",
} as const;

const ANYTHING = [
  "Zone > Zone > Read and Zone > DNS > Edit for records",
  ...LIST_KINDS.map(({ permission, heading }) => `${permission} for ${heading}`),
].join(", ");

const TOKENS = "under My Profile > API Tokens";
const MAKE_TOKEN = `make one ${TOKENS} and set it again.`;

export interface Refused {
  readonly code: ErrorCode;
  readonly status: number;
  readonly fault: ApiFault | undefined;
  readonly errand: Errand;
}

export function nextStep(refused: Refused): string {
  const { fault, status, code } = refused;
  const byText = TEXTS.find(
    ([patterns]) => fault !== undefined && patterns.every((pattern) => pattern.test(fault.message)),
  );
  return (
    (fault === undefined ? undefined : NUMBERS[fault.code]) ??
    byText?.[1] ??
    STATUSES[status] ??
    (code === "PERMISSION_DENIED" ? permissionStep(refused.errand) : undefined) ??
    STEPS[code] ??
    UNKNOWN
  );
}

function permissionStep({ needs = ANYTHING }: Errand): string {
  const resource = needs.startsWith("Account") ? "account" : "zone";
  return `Give the token ${needs}, and see that the ${resource} is among its resources, ${TOKENS}.`;
}

/** Numbers that mean one thing only. */
const NUMBERS: Readonly<Record<number, string>> = {
  1000: `The token is unknown, expired or mistyped: ${MAKE_TOKEN}`,
  1038: "Domains under .tk, .cf, .ga, .gq and .ml cannot be changed through the API, whatever the token: change the record in the dashboard, or use another domain.",
  6003: `The token has not the form of an API token: it is mistyped or cut off, or a global API key; ${MAKE_TOKEN}`,
  7000: "It may have been deleted, or its id is mistyped; it will be looked up again.",
  7003: "It may have been deleted, or its id is mistyped; it will be looked up again.",
  9000: "This is no name that Cloudflare takes: write it anew, with its zone, such as home.example.org.",
  9003: "Cloudflare's proxy reaches public addresses alone: turn the orange cloud off for this name, or publish a public address.",
  9005: "This is no IPv4 address that Cloudflare takes: look at the source that it comes from.",
  9006: "This is no IPv6 address that Cloudflare takes: look at the source that it comes from.",
  9021: "Set TTL to 1 (automatic), or to 60 up to 86400 seconds.",
  9022: "Set TTL to 1 (automatic), or to 60 up to 86400 seconds.",
  9041: "This record cannot be proxied: turn the orange cloud off for this name.",
  9106: `The token has not the form of an API token: it is mistyped or cut off, or a global API key; ${MAKE_TOKEN}`,
  9300: "The plan of the zone has no tags: take them away from the record, or change the plan.",
  9313: "The comment is too long for the plan of the zone, which takes 100 characters where it is free: shorten RECORD_COMMENT.",
  10028: "An item stands in the list twice under different spellings: take one of them away at Cloudflare.",
  10035: "Lists take IPv4 from /8 and IPv6 from /12 on: set a longer default prefix length.",
  10405:
    "Cloudflare takes no such change through its API here: make it in the dashboard, and look whether a proxy in between changes requests.",
  81044: "The record was deleted meanwhile; it will be looked up again.",
  81045: "The zone is full: delete records that are not needed, or change its plan.",
  81053:
    "A CNAME or an address record of this name is in the way: delete it at Cloudflare, or take the name out of the settings.",
  81054:
    "A CNAME of this name is in the way (a tunnel may have made it): delete it at Cloudflare, or take the name out of the settings.",
  81056:
    "The name is delegated by NS records, and Cloudflare allows no address record beside them: set the address where the name is served, or delete the NS records.",
  81057:
    "A record like it is there already: delete it at Cloudflare, or let MANAGED_RECORDS_COMMENT_REGEX match its comment.",
  81058:
    "A record like it is there already: delete it at Cloudflare, or let MANAGED_RECORDS_COMMENT_REGEX match its comment.",
  81102:
    "The zone is a secondary one, whose records are transferred from another name server: change them there.",
};

/** What only the words tell, whatever the number beside them: every pattern of a row has to be in them. */
const TEXTS: readonly (readonly [patterns: readonly RegExp[], step: string])[] = [
  [
    [/from location/i],
    `The token has a filter on client addresses: add this address to it, or remove the filter, ${TOKENS}.`,
  ],
  [
    [/invalid access token|invalid api token|token (is )?(expired|disabled|revoked)/i],
    `The token is unknown, expired or mistyped: ${MAKE_TOKEN}`,
  ],
  [
    [/\bsecondary\b/i],
    "The zone is a secondary one, whose records are transferred from another name server: change them there.",
  ],
  [
    [/\bNS record|delegat/i],
    "The name is delegated by NS records: set the address where the name is served, or delete the NS records.",
  ],
  [
    [/\bCNAME\b/i],
    "A CNAME of this name is in the way: delete it at Cloudflare, or take the name out of the settings.",
  ],
  [
    [/(identical|already exists|duplicate)/i],
    "One like it is there already: delete it at Cloudflare, or leave it to whoever made it.",
  ],
  [
    [/zone/i, /\b(deactivated|suspended|locked|on hold|held|blocked|not active|moved)/i],
    "The zone is blocked at Cloudflare: look for a notice about it in the dashboard.",
  ],
  [
    [/source (ip|address|network)|already (taken|in use|assigned)/i, /taken|in use|already/i],
    "Another location, perhaps of somebody else behind the same carrier-grade NAT, has this address already: remove it there, or ask the provider for an address of your own.",
  ],
  [[/maintenance|read.?only/i], "Cloudflare takes no changes at the moment; it will be tried again."],
];

const STATUSES: Readonly<Record<number, string>> = {
  405: "Cloudflare takes no such change through its API here: make it in the dashboard, and look whether a proxy in between changes requests.",
  407: "The proxy wants to know who asks: write user and password into HTTPS_PROXY, as in http://user:password@host:port.",
  413: "Something in between lets no request of this size through: look for a proxy or a firewall.",
  451: "Cloudflare refuses this for legal reasons: look for a notice about it in the dashboard.",
};

const STEPS: Readonly<Partial<Record<ErrorCode, string>>> = {
  AUTH_REJECTED: `The token is unknown, expired or mistyped: ${MAKE_TOKEN}`,
  ZONE_NOT_FOUND: "It may have been deleted, or its id is mistyped; it will be looked up again.",
  RECORD_CONFLICT:
    "Another record is in the way: remove it at Cloudflare, or take the name out of the settings.",
  QUOTA_EXCEEDED: "A limit of the Cloudflare plan is reached: remove what is not needed, or change the plan.",
  RATE_LIMITED: "Too many requests were made with this token; it will be tried again later.",
  UNAVAILABLE: "Cloudflare is out of order, or what stands in between; it will be tried again.",
  RESPONSE_MALFORMED: "It will be tried again.",
};

/** No guess: a wrong one costs more than none. */
const UNKNOWN =
  "Try the same in Cloudflare's dashboard, which explains more; the number in brackets, if there is one, is what its support asks for.";
