/** Answers for which records a listing shows and in which order. */

import type { SandboxRecord } from "./zone-records.ts";

type Test = (record: SandboxRecord) => boolean;

const comparisons: Record<string, (value: string, wanted: string) => boolean> = {
  "": (value, wanted) => value === wanted,
  ".exact": (value, wanted) => value === wanted,
  ".contains": (value, wanted) => value.includes(wanted),
  ".startswith": (value, wanted) => value.startsWith(wanted),
  ".endswith": (value, wanted) => value.endsWith(wanted),
};

/** The records that the query asks for; all filters must hold unless `match=any`. */
export function filterRecords(records: SandboxRecord[], query: URLSearchParams): SandboxRecord[] {
  const tests = [
    ...texts(query, "name", ({ name }) => name),
    ...texts(query, "content", ({ content }) => content),
    ...texts(query, "comment", ({ comment }) => comment ?? ""),
    ...presence(query, "comment", ({ comment }) => comment !== null),
    ...plain(query),
  ];
  const tags = tagTests(query);
  if (tags.length > 0) {
    const isAny = query.get("tag_match") === "any";
    tests.push((record) => (isAny ? tags.some((test) => test(record)) : tags.every((test) => test(record))));
  }
  if (tests.length === 0) return records;
  const isAny = query.get("match") === "any";
  return records.filter((record) =>
    isAny ? tests.some((test) => test(record)) : tests.every((test) => test(record)),
  );
}

/** Names are compared as stored, in Punycode: a Unicode name finds nothing, as on the real API. */
function texts(query: URLSearchParams, field: string, read: (record: SandboxRecord) => string): Test[] {
  return Object.entries(comparisons).flatMap(([suffix, compare]) => {
    const wanted = query.get(field + suffix)?.toLowerCase();
    return wanted === undefined
      ? []
      : [(record: SandboxRecord) => compare(read(record).toLowerCase(), wanted)];
  });
}

function presence(query: URLSearchParams, field: string, has: Test): Test[] {
  const tests: Test[] = [];
  if (query.has(`${field}.present`)) tests.push(has);
  if (query.has(`${field}.absent`)) tests.push((record) => !has(record));
  return tests;
}

function plain(query: URLSearchParams): Test[] {
  const tests: Test[] = [];
  const [type, proxied, search] = [query.get("type"), query.get("proxied"), query.get("search")];
  if (type !== null) tests.push((record) => record.type === type.toUpperCase());
  if (proxied !== null) tests.push((record) => String(record.proxied) === proxied);
  if (search !== null) {
    const wanted = search.toLowerCase();
    tests.push(({ name, content, comment, tags }) =>
      [name, content, comment ?? "", ...tags].some((text) => text.toLowerCase().includes(wanted)),
    );
  }
  return tests;
}

/** `tag.present` and `.absent` ask for a tag's name, the others for `name:value`, compared by value. */
function tagTests(query: URLSearchParams): Test[] {
  const tests: Test[] = [];
  for (const [suffix, compare] of Object.entries(comparisons)) {
    const wanted = query.get(`tag${suffix}`)?.toLowerCase();
    if (wanted === undefined) continue;
    const [name, value] = splitTag(wanted);
    tests.push((record) =>
      record.tags.some((tag) => {
        const [ownName, ownValue] = splitTag(tag.toLowerCase());
        return ownName === name && compare(ownValue, value);
      }),
    );
  }
  const named = (name: string) => (record: SandboxRecord) =>
    record.tags.some((tag) => splitTag(tag.toLowerCase())[0] === name.toLowerCase());
  const [present, absent] = [query.get("tag.present"), query.get("tag.absent")];
  if (present !== null) tests.push(named(present));
  if (absent !== null) tests.push((record) => !named(absent)(record));
  return tests;
}

function splitTag(tag: string): [name: string, value: string] {
  const colon = tag.indexOf(":");
  return colon < 0 ? [tag, ""] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

const orders = ["type", "name", "content", "ttl", "proxied"] as const;

export function sortRecords(records: SandboxRecord[], query: URLSearchParams): SandboxRecord[] {
  const order = orders.find((key) => key === query.get("order")) ?? "type";
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return [...records].sort(
    (a, b) =>
      sign * (compare(a[order], b[order]) || compare(a.name, b.name) || compare(a.type, b.type)) ||
      compare(a.id, b.id),
  );
}

function compare<T>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
