/** The shape of timothymiller's config.json: reads the text into values whose types are certain, and names what it does not know. */

import * as z from "zod/mini";

const TEXT_OR_SUBDOMAIN = z.union([
  z.string(),
  z.looseObject({ name: z.string(), proxied: z.optional(z.boolean()) }),
]);

const API_KEY = z.looseObject({ api_key: z.optional(z.string()), account_email: z.optional(z.string()) });

const ENTRY = z.looseObject({
  authentication: z.looseObject({ api_token: z.optional(z.string()), api_key: z.optional(API_KEY) }),
  zone_id: z.string(),
  subdomains: z.array(TEXT_OR_SUBDOMAIN).check(z.minLength(1)),
  proxied: z.optional(z.boolean()),
});

const FILE = z.looseObject({
  cloudflare: z.array(ENTRY).check(z.minLength(1)),
  a: z.optional(z.boolean()),
  aaaa: z.optional(z.boolean()),
  purgeUnknownRecords: z.optional(z.boolean()),
  ttl: z.optional(z.int().check(z.minimum(0), z.maximum(86_400))),
  ip4_provider: z.optional(z.string()),
  ip6_provider: z.optional(z.string()),
  record_comment: z.optional(z.string()),
});

/** One zone of a config.json, with its own token. */
export interface ConfigJsonEntry {
  readonly authentication: {
    readonly api_token?: string | undefined;
    readonly api_key?:
      | { readonly api_key?: string | undefined; readonly account_email?: string | undefined }
      | undefined;
  };
  readonly zone_id: string;
  readonly subdomains: readonly (
    | string
    | { readonly name: string; readonly proxied?: boolean | undefined }
  )[];
  readonly proxied?: boolean | undefined;
}

/** A config.json whose types were checked; spelled out, so that the declarations name no library. */
export interface ConfigJson {
  readonly cloudflare: readonly ConfigJsonEntry[];
  readonly a?: boolean | undefined;
  readonly aaaa?: boolean | undefined;
  readonly purgeUnknownRecords?: boolean | undefined;
  readonly ttl?: number | undefined;
  readonly ip4_provider?: string | undefined;
  readonly ip6_provider?: string | undefined;
  readonly record_comment?: string | undefined;
}

/** Something about one place of the file; `place` is empty for the file as a whole. */
export interface Remark {
  readonly place: string;
  readonly message: string;
}

/** The content of the file and the keys that mean nothing, or what is wrong with it. */
export type ReadConfigJson =
  | { readonly ok: true; readonly value: ConfigJson; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Remark[] };

/** Reads the text of the file. No message repeats any of it, since it holds tokens. */
export function readConfigJson(text: string): ReadConfigJson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [{ place: "", message: `it is not JSON${positionOf(error, text)}` }] };
  }
  const read = FILE.safeParse(json);
  if (read.success) return { ok: true, value: read.data, unknown: unknownKeys(read.data) };
  const problems = read.error.issues.map((issue) => ({
    place: placeOf(issue.path),
    message: expectation(issue),
  }));
  return { ok: false, problems };
}

/** `cloudflare[0].zone_id` */
export function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, part) => {
    if (typeof part === "number") return `${place}[${part}]`;
    return place === "" ? String(part) : `${place}.${String(part)}`;
  }, "");
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.path.length === 0
        ? "it has to be an object with the key cloudflare"
        : `it is missing or of the wrong type; expected is ${articled(issue.expected)}`;
    case "too_small":
      return issue.origin === "array" ? "the list is empty" : "it is too small; 0 is the least";
    case "too_big":
      return "it is too large; 86400 is the most";
    case "invalid_union":
      return 'it is neither a text nor an object such as { "name": "www", "proxied": false }';
    default:
      return "it is not what is expected there";
  }
}

function articled(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    int: "a whole number",
    number: "a whole number",
  };
  return words[type] ?? type;
}

const KEYS: Readonly<
  Record<"file" | "entry" | "authentication" | "apiKey" | "subdomain", readonly string[]>
> = {
  file: Object.keys(FILE.shape),
  entry: Object.keys(ENTRY.shape),
  authentication: Object.keys(ENTRY.shape.authentication.shape),
  apiKey: ["api_key", "account_email"],
  subdomain: ["name", "proxied"],
};

function unknownKeys(file: ConfigJson): readonly string[] {
  const found: string[] = [];
  const look = (value: object, known: readonly string[], path: readonly PropertyKey[]): void => {
    for (const key of Object.keys(value)) if (!known.includes(key)) found.push(placeOf([...path, key]));
  };
  look(file, KEYS.file, []);
  for (const [index, entry] of file.cloudflare.entries()) {
    const path = ["cloudflare", index];
    look(entry, KEYS.entry, path);
    look(entry.authentication, KEYS.authentication, [...path, "authentication"]);
    look(entry.authentication.api_key ?? {}, KEYS.apiKey, [...path, "authentication", "api_key"]);
    for (const [at, subdomain] of entry.subdomains.entries()) {
      if (typeof subdomain !== "string") look(subdomain, KEYS.subdomain, [...path, "subdomains", at]);
    }
  }
  return found;
}

/** The platform's own message shows a piece of the text, so only the position is taken from it. */
function positionOf(error: unknown, text: string): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  if (position === undefined) return "; it ends too early, or has a comma or quotation mark too many";
  const before = text.slice(0, Number(position)).split("\n");
  return `; the mistake shows at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
