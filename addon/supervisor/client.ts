/** Asks the Supervisor: for the MQTT broker, the host's addresses and the app's own options. */

import { DdnsError, Secret } from "../../src/index.ts";
import {
  type HostInterface,
  type MqttService,
  parseMqttService,
  parseNetwork,
  parseSlug,
} from "./answers.ts";

const BASE_URL = "http://supervisor";
const DEADLINE_MS = 10_000;
const LARGEST_ANSWER = 1024 * 1024;

export interface SupervisorOptions {
  readonly token: Secret;
  /** Without a final slash; default `http://supervisor`. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  /** For each request with its body; default 10 s. */
  readonly deadlineMs?: number;
}

/** Every method rejects with DdnsError only; no message holds the token. */
export interface Supervisor {
  /** The broker that Home Assistant uses, undefined where none is installed. */
  mqtt(signal?: AbortSignal): Promise<MqttService | undefined>;
  /** The interfaces of the host (not of this container). */
  network(signal?: AbortSignal): Promise<readonly HostInterface[]>;
  /** The full slug of this app, as its page `homeassistant://app/<slug>` has it. */
  slug(signal?: AbortSignal): Promise<string>;
  /** The app's options as its user set them, `!secret` resolved. */
  options(signal?: AbortSignal): Promise<unknown>;
}

/** The Supervisor of this app, undefined where there is none; `environment` holds SUPERVISOR_TOKEN. */
export function supervisorFrom(
  environment: Readonly<Record<string, string | undefined>>,
  options: Omit<SupervisorOptions, "token"> = {},
): Supervisor | undefined {
  const token = environment["SUPERVISOR_TOKEN"];
  return token ? createSupervisor({ ...options, token: new Secret(token) }) : undefined;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const get = (path: string, signal?: AbortSignal) => request(options, path, signal);
  return {
    async mqtt(signal) {
      const answer = await get("/services/mqtt", signal);
      // "Service not enabled": no broker is installed, or it has not started yet.
      if (answer.status === 400) return undefined;
      return parsed("the MQTT broker", parseMqttService(okData(answer, "the MQTT broker")));
    },
    async network(signal) {
      const what = "the host's network";
      return parsed(what, parseNetwork(okData(await get("/network/info", signal), what)));
    },
    async slug(signal) {
      const what = "this app";
      return parsed(what, parseSlug(okData(await get("/addons/self/info", signal), what)));
    },
    async options(signal) {
      return okData(await get("/addons/self/options/config", signal), "the app's options");
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function request(
  { token, baseUrl = BASE_URL, fetch: fetchIt = fetch, deadlineMs = DEADLINE_MS }: SupervisorOptions,
  path: string,
  signal?: AbortSignal,
): Promise<Answer> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const response = await fetchIt(`${baseUrl}${path}`, {
      headers: { authorization: `Bearer ${token.reveal()}`, accept: "application/json" },
      // The token must not follow a redirect to another host.
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    return { status: response.status, body: parseJson(await boundedText(response)) };
  } catch (error) {
    if (error instanceof DdnsError) throw error;
    if (signal?.aborted) throw new DdnsError("ABORTED", "The question to the Supervisor was stopped.");
    if (deadline.aborted)
      throw new DdnsError(
        "TIMEOUT",
        `The Supervisor did not answer ${path} within ${deadlineMs / 1000} s; it is asked again later.`,
      );
    throw new DdnsError("UNAVAILABLE", `The Supervisor cannot be reached at ${baseUrl} (${path}).`);
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER)
      throw new DdnsError("RESPONSE_MALFORMED", "The Supervisor's answer is far too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function okData({ status, body }: Answer, what: string): unknown {
  if (status === 401 || status === 403)
    throw new DdnsError(
      status === 401 ? "AUTH_REJECTED" : "PERMISSION_DENIED",
      `The Supervisor does not let this app ask for ${what} (HTTP ${status}); restart the app, then re-install it if that does not help.`,
    );
  if (status !== 200)
    throw new DdnsError("UNAVAILABLE", `The Supervisor cannot tell ${what} (HTTP ${status}).`);
  if (typeof body === "object" && body !== null && "result" in body && body.result === "ok" && "data" in body)
    return body.data;
  throw malformed(what);
}

function parsed<T>(what: string, value: T | undefined): T {
  if (value === undefined) throw malformed(what);
  return value;
}

function malformed(what: string): DdnsError {
  return new DdnsError("RESPONSE_MALFORMED", `The Supervisor's answer about ${what} has an unknown shape.`);
}
