/** The answers of dyndns2 that need no cycle. */

/** Status and body of one answer; the length of the body is always sent with it. */
export interface Answer {
  readonly status: number;
  /** Lines without the last line end. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One line for each name, in the order asked. */
export function lines(all: readonly string[]): Answer {
  return { status: 200, body: all.join("\n") };
}

/** Our failure, or nobody's: wait. The line of one name. */
export const LATER = "911";

/** No login, or a wrong one. */
export const BAD_AUTH: Answer = {
  status: 401,
  body: "badauth",
  headers: { "WWW-Authenticate": 'Basic realm="Cloudflare DDNS push endpoint", charset="UTF-8"' },
};

/** Too many wrong passwords; `seconds` until the next try is looked at. */
export function abuse(seconds: number): Answer {
  return { status: 429, body: "abuse", headers: { "Retry-After": String(seconds) } };
}

/** More names than one request may hold. */
export const NUM_HOST = lines(["numhost"]);

/** What was told cannot be used: unreadable, contradictory, or nothing that the internet could reach. */
export const BAD_AGENT = lines(["badagent"]);

/** A request of another shape than this endpoint knows. */
export function badAgent(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, body: "badagent", headers };
}
