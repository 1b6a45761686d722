/** Reads the options that name what is kept right: records and lists. */

import { type Findings, MAIN_ACCOUNT, type WrittenList, type WrittenRecord } from "../../src/index.ts";
import type { ListOption, RecordOption } from "./option-shape.ts";
import { writtenAs } from "./option-text.ts";

/** `keep` preserves; whatever else is given is enforced for this record, and for it alone. */
export function readRecord(option: RecordOption, at: string, findings: Findings): readonly WrittenRecord[] {
  const name = writtenAs(`${at}.name`, option.name);
  if (name === undefined) {
    findings.problem(
      `${at}.name`,
      "it is blank: write a name such as home.example.org, or remove this entry",
    );
    return [];
  }
  const proxied = PROXIED[option.proxied ?? "keep"];
  const ttl = writtenAs(`${at}.ttl`, option.ttl?.toString());
  const comment = writtenAs(`${at}.comment`, option.comment);
  const hostIds = writtenAs(`${at}.host_id`, option.host_id);
  const families = [
    ...(option.ipv4 === false ? [] : [4 as const]),
    ...(option.ipv6 === false ? [] : [6 as const]),
  ];
  if (hostIds !== undefined && !families.includes(6))
    findings.warn(hostIds.setting, `it has no effect: ${at}.ipv6 is off`);
  return [
    {
      account: MAIN_ACCOUNT,
      ...placeOf(option, at),
      owner: { kind: "name", name },
      families,
      proxied: { setting: `${at}.proxied`, text: proxied },
      ...(ttl === undefined ? {} : { ttl }),
      ...(comment === undefined ? {} : { comment }),
      ...(hostIds === undefined || !families.includes(6) ? {} : { hostIds }),
      enforce: [
        ...(proxied === "keep" ? [] : (["proxied"] as const)),
        ...(ttl === undefined ? [] : (["ttl"] as const)),
        ...(comment === undefined ? [] : (["comment"] as const)),
      ],
    },
  ];
}

const PROXIED = { keep: "keep", on: "true", off: "false" } as const;

export function readList(option: ListOption, at: string, findings: Findings): readonly WrittenList[] {
  const accountId = writtenAs(`${at}.account_id`, option.account_id);
  const name = writtenAs(`${at}.name`, option.name);
  const itemComment = writtenAs(`${at}.comment`, option.comment);
  if (accountId === undefined)
    findings.problem(
      `${at}.account_id`,
      "it is blank: copy the account ID, 32 hexadecimal digits, from the account's page at https://dash.cloudflare.com",
    );
  if (name === undefined)
    findings.problem(`${at}.name`, "it is blank: write the name of the list, or remove this entry");
  if (accountId === undefined || name === undefined) return [];
  return [
    {
      kind: KINDS[option.kind ?? "waf"],
      account: MAIN_ACCOUNT,
      ...placeOf(option, at),
      accountId,
      name,
      ...(itemComment === undefined ? {} : { itemComment }),
    },
  ];
}

const KINDS = { waf: "waf", zero_trust: "zero-trust", location: "location" } as const;

/** Where a record or list belongs, if it says so. */
function placeOf(option: Pick<RecordOption, "site" | "account">, at: string) {
  const site = writtenAs(`${at}.site`, option.site);
  const accountName = writtenAs(`${at}.account`, option.account);
  return {
    ...(site === undefined ? {} : { site }),
    ...(accountName === undefined ? {} : { accountName }),
  };
}
