/** One request to a push endpoint, as it stands. */

import { type IncomingHttpHeaders, request } from "node:http";

/** The client that tells, where a test names no other. */
export const CLIENT = { name: "router", password: "correct-horse-9-battery" };

export interface PushAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export interface PushRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: the one that feeds the names; null sends no login. */
  readonly client?: { readonly name: string; readonly password: string } | null;
}

/** Tells something; `query` goes out as it stands. */
export function push(port: number, query: string, options: PushRequest = {}): Promise<PushAnswer> {
  const { client = CLIENT, method = "GET", body } = options;
  const login =
    client === null
      ? {}
      : { Authorization: `Basic ${Buffer.from(`${client.name}:${client.password}`).toString("base64")}` };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path: `/nic/update${query === "" ? "" : `?${query}`}`,
        method,
        headers: { ...login, ...options.headers },
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 0, body: text, headers: incoming.headers }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
