/** Answers for finding zones: the listing with its filters, one zone by id, and what a token may see of them. */

import { placeholder } from "./placeholders.ts";
import { asciiName, unicodeName } from "./records/names.ts";
import { permissionMissing, seesZone } from "./server/authentication.ts";
import { type Call, id, type Route } from "./server/call.ts";
import { type Answer, ApiError, pageOf, refusal, success, wholeNumber } from "./server/envelope.ts";
import { accountName, type Zone } from "./state.ts";

const finders = ["zone:read", "dns:edit"] as const;

export const zoneRoutes: readonly Route[] = [
  { method: "GET", path: "/zones", service: "zones", needs: finders, scope: mayFindZones, handle: listZones },
  {
    method: "GET",
    path: "/zones/:id",
    service: "zones",
    needs: finders,
    scope: (call) => {
      mayFindZones(call);
      visibleZone(call);
    },
    handle: (call) => success(zoneObject(visibleZone(call), call)),
  },
];

/** The zone named by the path; a zone that exists and one that does not look alike to a token that sees neither. */
export function visibleZone(call: Call): Zone {
  const zone = call.state.zones.get(id(call, 0).toLowerCase());
  if (zone !== undefined && seesZone(call.token, zone)) return zone;
  throw call.state.switches.invisibleZone === 9109
    ? refusal(403, 9109, "Unauthorized to access requested resource")
    : refusal(403, 10000, "Authentication error");
}

function mayFindZones({ state, token }: Call): void {
  if (!state.switches.dnsEditFindsZones && !token.permissions.includes("zone:read")) {
    throw permissionMissing(state);
  }
}

function listZones(call: Call): Answer {
  const { state, token, query } = call;
  const name = query.get("name");
  const isScoped = token.zones !== undefined;
  if (name === null && isScoped && state.switches.unfilteredZones === "forbidden") throw mayNotList(call);
  const isBlind = name === null && isScoped && state.switches.unfilteredZones === "empty";
  const zones = [...state.zones.values()].filter((zone) => seesZone(token, zone) && !isBlind);
  const found = zones.filter(matcher(call)).sort(sorter(call));
  if (name !== null && found.length === 0 && state.switches.unknownZoneName === "forbidden") {
    throw mayNotList(call);
  }
  const page = wholeNumber(query.get("page"), 1, 1, Number.MAX_SAFE_INTEGER);
  const { rows, info } = pageOf(found, page, zonesPerPage(call));
  return success(
    rows.map((zone) => zoneObject(zone, call)),
    { info },
  );
}

function zonesPerPage({ state, query }: Call): number {
  const asked = Number(query.get("per_page") ?? 20);
  if (state.switches.zonesPerPage === "refused" && !(asked >= 5 && asked <= 50)) {
    throw refusal(400, placeholder.zonesPerPage, "per_page must be between 5 and 50.");
  }
  return wholeNumber(query.get("per_page"), 20, 5, 50);
}

function mayNotList({ token }: Call): ApiError {
  const message = `Actor 'com.cloudflare.api.token.${token.id}' requires permission 'com.cloudflare.api.account.zone.list' to list zones`;
  return new ApiError(403, [{ code: 0, message }], { gateway: true });
}

function matcher({ state, query }: Call): (zone: Zone) => boolean {
  const [name, status, account, accountTitle, type] = [
    "name",
    "status",
    "account.id",
    "account.name",
    "type",
  ].map((key) => query.get(key));
  const tests: ((zone: Zone) => boolean)[] = [];
  if (typeof name === "string") tests.push(nameMatcher(name));
  if (typeof status === "string") tests.push((zone) => zone.status === status);
  if (typeof account === "string") tests.push((zone) => zone.account === account);
  if (typeof accountTitle === "string")
    tests.push((zone) => accountName(state, zone.account) === accountTitle);
  // every zone of the sandbox is a full one
  if (typeof type === "string") tests.push(() => type.split(",").includes("full"));
  if (query.get("match") === "any" && tests.length > 0) return (zone) => tests.some((test) => test(zone));
  return (zone) => tests.every((test) => test(zone));
}

/** `name=` takes either form of an internationalised name, alone or behind an operator. */
function nameMatcher(filter: string): (zone: Zone) => boolean {
  const operator = /^(equal|not_equal|starts_with|ends_with|contains)(_case_sensitive)?:(.*)$/u.exec(filter);
  const kind = operator?.[1] ?? "equal";
  const text = operator?.[3] ?? filter;
  // zone names are lower case, so a case-sensitive test needs no more than the text as it came
  const wanted = operator?.[2] === undefined ? text.toLowerCase() : text;
  const isEqual = (zone: Zone) =>
    [zone.name, unicodeName(zone.name)].includes(wanted) ||
    (operator?.[2] === undefined && asciiName(wanted) === zone.name);
  const either = (test: (name: string) => boolean) => (zone: Zone) =>
    test(zone.name) || test(unicodeName(zone.name));
  switch (kind) {
    case "not_equal":
      return (zone) => !isEqual(zone);
    case "starts_with":
      return either((name) => name.startsWith(wanted));
    case "ends_with":
      return either((name) => name.endsWith(wanted));
    case "contains":
      return either((name) => name.includes(wanted));
    default:
      return isEqual;
  }
}

function sorter({ state, query }: Call): (a: Zone, b: Zone) => number {
  const order = query.get("order") ?? "name";
  const key = (zone: Zone) => {
    if (order === "status") return zone.status;
    if (order === "account.id") return zone.account;
    if (order === "account.name") return accountName(state, zone.account);
    return order === "plan.id" ? zone.plan : unicodeName(zone.name);
  };
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return (a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign);
}

function zoneObject(zone: Zone, { state, token }: Call): unknown {
  const permissions = [
    ["dns:edit", "#dns_records:edit"],
    ["dns:read", "#dns_records:read"],
    ["zone:read", "#zone:read"],
  ].flatMap(([held = "", told = ""]) => (token.permissions.includes(held) ? [told] : []));
  const isActive = zone.status === "active";
  return {
    id: zone.id,
    name: unicodeName(zone.name),
    status: zone.status,
    paused: false,
    type: "full",
    development_mode: 0,
    name_servers: ["a.ns.cloudflare.com", "b.ns.cloudflare.com"],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: zone.createdOn,
    created_on: zone.createdOn,
    activated_on: isActive ? zone.createdOn : null,
    vanity_name_servers: [],
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: null, type: "user", email: null },
    account: { id: zone.account, name: accountName(state, zone.account) },
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions,
    plan: planObject(zone),
  };
}

function planObject({ plan }: Zone): unknown {
  const names = {
    free: "Free Website",
    pro: "Pro Website",
    business: "Business Website",
    enterprise: "Enterprise Website",
  };
  return {
    id: `00000000000000000000000000000${{ free: 1, pro: 2, business: 3, enterprise: 4 }[plan]}00`,
    name: names[plan],
    price: { free: 0, pro: 20, business: 200, enterprise: 0 }[plan],
    currency: "USD",
    frequency: plan === "free" ? "" : "monthly",
    is_subscribed: plan !== "free",
    can_subscribe: false,
    legacy_id: plan,
    legacy_discount: false,
    externally_managed: false,
  };
}
