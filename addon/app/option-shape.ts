/** The shape of options.json: what may stand where, before anything is read into it. */

import * as z from "zod/mini";

const text = z.optional(z.string());
const flag = z.optional(z.boolean());

const record = z.strictObject({
  name: text,
  proxied: z.optional(z.enum(["keep", "on", "off"])),
  ttl: z.optional(z.int()),
  comment: text,
  ipv4: flag,
  ipv6: flag,
  host_id: text,
  site: text,
  account: text,
});

const list = z.strictObject({
  account_id: text,
  name: text,
  comment: text,
  kind: z.optional(z.enum(["waf", "zero_trust", "location"])),
  site: text,
  account: text,
});

const site = z.strictObject({ name: text, ipv4_source: text, ipv6_source: text });

const account = z.strictObject({ name: text, cloudflare_api_token: text });

const pushClient = z.strictObject({ name: text, password: text });

const mqtt = z.strictObject({
  url: text,
  username: text,
  password: text,
  ca: text,
  base_topic: text,
  discovery_prefix: text,
  instance: text,
});

/** Everything may be missing here: Supervisor fills in the defaults, and what must not be blank is told in the options' own words. */
const shape = z.strictObject({
  cloudflare_api_token: text,
  records: z.optional(z.array(record)),
  waf_lists: z.optional(z.array(list)),
  sites: z.optional(z.array(site)),
  accounts: z.optional(z.array(account)),
  push_clients: z.optional(z.array(pushClient)),
  ipv4_source: text,
  ipv6_source: text,
  schedule: text,
  mqtt: z.optional(mqtt),
  delete_on_stop: flag,
  verify: text,
  log_level: text,
});

/** The options as Supervisor hands them over. */
export type AppOptions = z.infer<typeof shape>;
export type RecordOption = z.infer<typeof record>;
export type ListOption = z.infer<typeof list>;
export type SiteOption = z.infer<typeof site>;
export type AccountOption = z.infer<typeof account>;
export type PushClientOption = z.infer<typeof pushClient>;

/** An option that has another shape than it must have. */
export interface ShapeProblem {
  /** `records[2].ttl` */
  readonly option: string;
  readonly message: string;
}

/** What could be read, and what could not; the good options are there whatever is wrong with the others. */
export function parseShape(options: unknown): {
  readonly options: AppOptions;
  readonly problems: readonly ShapeProblem[];
} {
  const problems: ShapeProblem[] = [];
  let left: unknown = options;
  // Each round takes out what was refused; a refused list or group goes as a whole.
  for (;;) {
    const read = shape.safeParse(left);
    if (read.success) return { options: read.data, problems };
    const found = read.error.issues.flatMap(describeIssue);
    problems.push(...found.map(({ path, message }) => ({ option: formatPath(path), message })));
    if (found.some(({ path }) => path.length === 0)) return { options: {}, problems };
    left = without(
      left,
      found.map(({ path }) => path),
    );
  }
}

/** Every option by its full name, `records[].ttl` for one that repeats; what config.yaml and the texts are compared with. */
export function optionNames(): readonly string[] {
  const inner = (prefix: string, object: { readonly shape: object }): readonly string[] =>
    Object.keys(object.shape).map((name) => `${prefix}.${name}`);
  return Object.keys(shape.shape).flatMap((name) => {
    const repeated = REPEATED[name];
    if (repeated !== undefined) return [name, ...inner(`${name}[]`, repeated)];
    return name === "mqtt" ? [name, ...inner("mqtt", mqtt)] : [name];
  });
}

const REPEATED: Readonly<Record<string, { readonly shape: object }>> = {
  records: record,
  waf_lists: list,
  sites: site,
  accounts: account,
  push_clients: pushClient,
};

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue): readonly { readonly path: Path; readonly message: string }[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], message: "there is no such option" }));
    case "invalid_value":
      return [{ path, message: `write ${issue.values.map(String).join(", ")}` }];
    case "invalid_type":
      return [
        { path, message: `something else stands here than ${WORDS[issue.expected] ?? issue.expected}` },
      ];
    default:
      return [{ path, message: "this cannot be read" }];
  }
}

const WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a group of options",
};

function formatPath(path: Path): string {
  const text = path.reduce<string>(
    (name, key) => (typeof key === "number" ? `${name}[${key}]` : `${name}.${String(key)}`),
    "",
  );
  return text === "" ? "options" : text.replace(/^\./, "");
}

/** A copy in which nothing stands at `paths`. A refused entry of a list becomes an empty one, so that its neighbours keep their numbers. */
function without(options: unknown, paths: readonly Path[]): unknown {
  const copy: unknown = structuredClone(options);
  for (const path of paths) {
    let parent = copy;
    for (const key of path.slice(0, -1)) parent = property(parent, key);
    const last = path.at(-1);
    if (Array.isArray(parent) && typeof last === "number") parent[last] = {};
    else if (typeof parent === "object" && parent !== null && last !== undefined)
      Reflect.deleteProperty(parent, last);
  }
  return copy;
}

function property(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === "object" && parent !== null ? Reflect.get(parent, key) : undefined;
}
