/** Starts a server for one test and asks it things with full command of every header. */

import { type IncomingHttpHeaders, request } from "node:http";
import { onTestFinished } from "vitest";
import type { WebMode } from "../../../addon/web/server/entry/gate.ts";
import { startWeb, type Web, type WebOptions } from "../../../addon/web/server/server.ts";
import type { VirtualClock } from "../../clock.ts";
import type { FakeService } from "../../fakes/service.ts";
import { clockAtStart, fakeService } from "./scene.ts";

export const INGRESS: WebMode = { kind: "ingress", port: 0, peer: "172.30.32.2" };
export const STANDALONE: WebMode = { kind: "standalone", host: "127.0.0.1", port: 0, password: undefined };

export interface Started {
  readonly web: Web;
  readonly service: FakeService;
  readonly clock: VirtualClock;
  readonly warnings: string[];
  ask(path: string, options?: Asked): Promise<Answer>;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

export async function started(
  mode: WebMode = STANDALONE,
  more: Partial<WebOptions> & { readonly service?: FakeService } = {},
): Promise<Started> {
  const { service = fakeService(), ...options } = more;
  const clock = clockAtStart();
  const warnings: string[] = [];
  const web = await startWeb(service, {
    mode,
    assets: { html: "<!doctype html><title>page</title>", script: "console.log(1)" },
    version: "1.2.3",
    log: { info: () => {}, warn: (text) => void warnings.push(text) },
    clock,
    machineName: "nas",
    ...options,
  });
  onTestFinished(() => web.close());
  return { web, service, clock, warnings, ask: (path, asked) => ask(web.url, path, asked) };
}

function ask(base: string, path: string, asked: Asked = {}): Promise<Answer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: hostname,
        port,
        path,
        method: asked.method ?? "GET",
        headers: { ...asked.headers },
        agent: false,
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (part: string) => {
          text += part;
        });
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: /json/.test(incoming.headers["content-type"] ?? "") ? JSON.parse(text) : undefined,
          }),
        );
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(asked.body);
  });
}

export function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Asked {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
