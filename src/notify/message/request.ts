/** One web request to a service: how it is made, and how its answer is judged. */

/** What is sent, and how its answer is judged. */
export interface WebRequest {
  readonly method: string;
  /** May hold secrets; never repeated. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Does the body of an answer of the right status say that all went well? Absent: the status is enough. */
  readonly accepts?: (body: string) => boolean;
  /** Status that counts as success; absent: every one from 200 to 299. */
  readonly status?: number;
  /** The service's own words for what went wrong, where its answers have such a place. */
  readonly explain?: (body: string) => string | undefined;
}

type Judgement = Pick<WebRequest, "headers" | "accepts" | "explain">;

/** A POST of JSON; members that are undefined are left out. */
export function json(url: string, body: unknown, rest: Judgement): WebRequest {
  return {
    method: "POST",
    url,
    ...rest,
    headers: { "content-type": "application/json", ...rest.headers },
    body: JSON.stringify(body),
  };
}

/** A POST of a form; fields that are undefined are left out. */
export function form(
  url: string,
  fields: Readonly<Record<string, string | undefined>>,
  rest: Judgement,
): WebRequest {
  return {
    method: "POST",
    url,
    ...rest,
    headers: { "content-type": "application/x-www-form-urlencoded", ...rest.headers },
    body: queryOf(fields),
  };
}

/** `a=1&b=2`; fields that are undefined are left out. */
export function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.toString();
}

/** Headers that sign in with user and password, or with a token. */
export function authorization(
  auth:
    | { readonly user: string; readonly password: { reveal(): string } }
    | { readonly token: { reveal(): string } },
): Readonly<Record<string, string>> {
  return {
    authorization:
      "token" in auth
        ? `Bearer ${auth.token.reveal()}`
        : `Basic ${Buffer.from(`${auth.user}:${auth.password.reveal()}`).toString("base64")}`,
  };
}

/** Is the body a JSON object whose member `name` is `value`? */
export function says(name: string, value: unknown): (body: string) => boolean {
  return (body) => member(body, [name]) === value;
}

/** The text at a path of a JSON body, or its texts where there is a list of them. */
export function field(...path: readonly string[]): (body: string) => string | undefined {
  return (body) => {
    const found = member(body, path);
    if (typeof found === "string") return found;
    return Array.isArray(found) ? found.filter((one) => typeof one === "string").join("; ") : undefined;
  };
}

function member(body: string, path: readonly string[]): unknown {
  try {
    let at: unknown = JSON.parse(body);
    for (const name of path) {
      if (typeof at !== "object" || at === null) return undefined;
      at = Object.hasOwn(at, name) ? (at as Readonly<Record<string, unknown>>)[name] : undefined;
    }
    return at;
  } catch {
    return undefined; // HTML and the like
  }
}
