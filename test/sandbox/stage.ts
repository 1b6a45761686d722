/** What the sandbox's own tests share: a seed with well-known ids, a sandbox that is closed after each test, and one call. */

import { afterEach, expect } from "vitest";
import {
  defaultAccount,
  type Sandbox,
  type SandboxOptions,
  type SandboxSeed,
  type SeedToken,
  type Switches,
  startSandbox,
} from "./index.ts";

export const bearer = "token_token_token_token_token_token_1234";
export const zoneId = "023e105f4ecef8ad9ca31a8372d0c353";
export const otherId = "123e105f4ecef8ad9ca31a8372d0c353";
export const homeId = "fc61cafe19e13908db3953375b44dfae";
export const missingId = "ffffffffffffffffffffffffffffffff";
export const listId = "2c0fc9fa937b11eaa1b71c4d701ab86e";
export const records = `/zones/${zoneId}/dns_records`;
export const home = `${records}/${homeId}`;
export const lists = `/accounts/${defaultAccount}/rules/lists`;
export const items = `${lists}/${listId}/items`;

export const seed: SandboxSeed = {
  zones: [
    {
      id: zoneId,
      name: "example.org",
      plan: "pro",
      records: [{ id: homeId, name: "home", type: "A", content: "203.0.113.7", ttl: 300, comment: "kept" }],
    },
    { id: otherId, name: "bücher.example" },
  ],
  lists: [
    {
      id: listId,
      account: defaultAccount,
      name: "home_ips",
      items: [{ ip: "203.0.113.7", comment: "home" }],
    },
  ],
};

/** Every key the tests look at, in one shape that serves objects and lists alike. */
export interface Result extends ReadonlyArray<Result> {
  id: string;
  name: string;
  type: string;
  ip: string;
  status: string;
  content: string;
  comment: string | null;
  proxiable: boolean;
  created_on: string;
  modified_on: string;
  comment_modified_on: string;
  operation_id: string;
  ipv4_cidrs: string[];
  ipv6_cidrs: string[];
  jdcloud_cidrs: string[];
}

export interface Body {
  result: Result;
  success: boolean;
  errors: { code: number; message: string; error_chain?: { code: number; message: string }[] }[];
  messages: unknown[];
  result_info: { cursors: { after?: string } };
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Empty where the answer is no JSON. */
  body: Body;
  code: number | undefined;
}

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ seed, ...options });
  open.push(sandbox);
  return sandbox;
}

export async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${bearer}` },
): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(sandbox.url + path, {
    method,
    headers,
    redirect: "manual",
    ...(text === undefined ? {} : { body: text }),
    signal: AbortSignal.timeout(2000),
  });
  const answer = await response.text();
  const parsed: Body = JSON.parse(answer.startsWith("{") ? answer : "{}");
  const { status, headers: received } = response;
  return { status, headers: received, text: answer, body: parsed, code: parsed.errors?.[0]?.code };
}

/** What a write or read must answer: status, and the first error's code where there is one. */
export function expectReply(reply: Reply, status: number, code?: number): void {
  expect([reply.status, reply.code]).toEqual([status, code]);
  expect(reply.body.success).toBe(code === undefined && status < 300);
}

export async function withToken(
  token: Partial<SeedToken>,
  switches: Partial<Switches> = {},
): Promise<Sandbox> {
  const sandbox = await start({ seed: { ...seed, tokens: [{ value: bearer, ...token }] } });
  Object.assign(sandbox.switches, switches);
  return sandbox;
}

export const a = (name: string, content: string, more: object = {}) => ({
  type: "A",
  name,
  content,
  ttl: 1,
  ...more,
});

/** Asks once for the operation that a write of list items started. */
export async function finish(sandbox: Sandbox, started: Reply): Promise<{ status: string }> {
  const id = started.body.result.operation_id;
  return (await call(sandbox, "GET", `${lists}/bulk_operations/${id}`)).body.result;
}
