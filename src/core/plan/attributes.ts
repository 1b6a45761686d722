/** TTL, proxied, comment and tags: what is inherited, what is compared, what is enforced. */

import type { EnforceableAttribute, RecordAttributes } from "../types.ts";

type Overrides = Partial<Pick<RecordAttributes, EnforceableAttribute>>;

/**
 * What a created record takes over from the records it stands beside: each attribute they agree on, else the fallback;
 * of the tags, those that all of them have (Z5).
 */
export function inheritAttributes(
  replaced: readonly RecordAttributes[],
  fallback: RecordAttributes,
): RecordAttributes {
  const [first, ...rest] = replaced;
  if (first === undefined) return fallback;
  const agreed = <K extends EnforceableAttribute>(name: K): RecordAttributes[K] =>
    rest.every((record) => record[name] === first[name]) ? first[name] : fallback[name];
  return {
    ttl: agreed("ttl"),
    proxied: agreed("proxied"),
    comment: agreed("comment"),
    tags: first.tags.filter((tag) =>
      rest.every((record) => record.tags.some((other) => sameTag(other, tag))),
    ),
  };
}

/** `fallback` with the orange cloud of the records of the other family where they agree on it: one of them in the open shows the home of both. */
export function withSiblingsCloud(
  fallback: RecordAttributes,
  siblings: readonly RecordAttributes[],
): RecordAttributes {
  const [first, ...rest] = siblings;
  if (first === undefined || rest.some(({ proxied }) => proxied !== first.proxied)) return fallback;
  return { ...fallback, proxied: first.proxied };
}

/** `attributes` with the enforced ones taken from `wanted`. */
export function withEnforced(
  attributes: RecordAttributes,
  wanted: RecordAttributes,
  enforce: ReadonlySet<EnforceableAttribute>,
): RecordAttributes {
  return {
    ...attributes,
    ...(enforce.has("ttl") ? { ttl: wanted.ttl } : {}),
    ...(enforce.has("proxied") ? { proxied: wanted.proxied } : {}),
    ...(enforce.has("comment") ? { comment: wanted.comment } : {}),
  };
}

/** The enforced attributes in which `record` differs from `wanted`; undefined where it differs in none. */
export function overridesFor(
  record: RecordAttributes,
  wanted: RecordAttributes,
  enforce: ReadonlySet<EnforceableAttribute>,
): Overrides | undefined {
  const proxied = enforce.has("proxied") ? wanted.proxied : record.proxied;
  const overrides: Overrides = {
    ...(proxied !== record.proxied ? { proxied } : {}),
    ...(enforce.has("ttl") && ttlDiffers(record, wanted.ttl, proxied) ? { ttl: wanted.ttl } : {}),
    ...(enforce.has("comment") && record.comment !== wanted.comment ? { comment: wanted.comment } : {}),
  };
  return Object.keys(overrides).length === 0 ? undefined : overrides;
}

/** Are these the attributes that a new record would get? TTL is compared only where it can be set. */
export function matchesAttributes(record: RecordAttributes, wanted: RecordAttributes): boolean {
  return (
    record.proxied === wanted.proxied &&
    record.comment === wanted.comment &&
    !ttlDiffers(record, wanted.ttl, wanted.proxied) &&
    sameTags(record.tags, wanted.tags)
  );
}

/** Cloudflare answers 1 for the TTL of every proxied record, whatever was set: comparing it would never come to rest. */
function ttlDiffers(record: RecordAttributes, ttl: number, proxied: boolean): boolean {
  return !proxied && record.ttl !== ttl;
}

/** The name of a tag is compared without case, its value with. */
function sameTag(a: string, b: string): boolean {
  return tagKey(a) === tagKey(b);
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((tag) => b.some((other) => sameTag(other, tag)));
}

function tagKey(tag: string): string {
  const colon = tag.indexOf(":");
  return colon < 0 ? tag.toLowerCase() : tag.slice(0, colon).toLowerCase() + tag.slice(colon);
}
