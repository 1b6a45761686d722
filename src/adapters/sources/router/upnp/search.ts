/** Finds the router's description: by SSDP, asked of the router itself and then of the link, and at the place where AVM has it. */

import type { Clock } from "../../../../ports.ts";
import { branchOff } from "../../combined/branch.ts";
import { converse, type Packet } from "../datagrams.ts";
import { type ConnectionService, readDescription } from "./description.ts";
import { hostOf, isAt, talkTo } from "./http.ts";

export interface SearchOptions {
  /** IP address. */
  readonly router: string;
  readonly ssdp: { readonly port: number; readonly group: string };
  /** Where a FRITZ!Box has its description, if multicast does not reach it and it hears no search by unicast. */
  readonly avmPort: number;
  /** Our address on the way to the router, for multicast. */
  readonly from: string | undefined;
  readonly clock: Clock;
}

const DEVICES = [1, 2].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`);
const LONGEST_ANSWER = 4096;
/** Time for an answer to the search before AVM's place is looked at as well, milliseconds. */
const HEAD_START_MS = 600;

/** The services of the first description that is one; undefined where none is found. Never rejects. */
export async function findServices(
  options: SearchOptions,
  signal: AbortSignal,
): Promise<readonly ConnectionService[] | undefined> {
  const branch = branchOff(signal);
  const ways = [bySearch(options, branch.signal), atAvm(options, branch.signal)];
  try {
    return await Promise.any(ways.map(async (way) => (await way) ?? Promise.reject()));
  } catch {
    return undefined;
  } finally {
    branch.end();
  }
}

async function bySearch(options: SearchOptions, signal: AbortSignal) {
  const { router, from, clock } = options;
  const { group, port } = options.ssdp;
  const unicast = { waitMs: HEAD_START_MS / 2, packets: searches(options, { address: router, port }) };
  const multicast = { waitMs: 1400, packets: searches(options, { address: group, port }, 1) };
  const location = await converse(
    {
      with: router,
      ...(from === undefined ? {} : { from }),
      steps: [unicast, unicast, ...(router.includes(":") ? [] : [multicast])],
      read: (message) => readLocation(message, router),
    },
    clock,
    signal,
  );
  return location === undefined ? undefined : describe(router, location, signal);
}

async function atAvm({ router, avmPort, clock }: SearchOptions, signal: AbortSignal) {
  await clock.sleep(HEAD_START_MS, signal);
  return describe(router, new URL(`http://${hostOf(router)}:${avmPort}/igddesc.xml`), signal);
}

async function describe(router: string, location: URL, signal: AbortSignal) {
  const answer = await talkTo(router, { url: location }, signal);
  const services = answer?.status === 200 ? readDescription(answer.text, location, router) : undefined;
  return services?.length === 0 ? undefined : services;
}

/** A multicast search names within how many seconds to answer; one by unicast must not. */
function searches(
  { ssdp }: SearchOptions,
  to: { readonly address: string; readonly port: number },
  withinSeconds?: number,
): readonly Packet[] {
  return DEVICES.map((device) => {
    const lines = [
      "M-SEARCH * HTTP/1.1",
      `HOST: ${ssdp.group}:1900`,
      'MAN: "ssdp:discover"',
      ...(withinSeconds === undefined ? [] : [`MX: ${withinSeconds}`]),
      `ST: ${device}`,
    ];
    return { ...to, payload: `${lines.join("\r\n")}\r\n\r\n` };
  });
}

/** Where an answer to a search says that the description is; undefined where it is no such answer, or leads to another host. */
export function readLocation(message: Buffer, router: string): URL | undefined {
  if (message.length > LONGEST_ANSWER) return undefined;
  const [status = "", ...headers] = message.toString("latin1").split(/\r?\n/);
  if (!/^HTTP\/1\.[01] 200\b/.test(status)) return undefined;
  const value = (name: string): string =>
    headers
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? "";
  const location = value("location");
  if (!DEVICES.includes(value("st")) || !URL.canParse(location)) return undefined;
  const url = new URL(location);
  return isAt(router, url) ? url : undefined;
}
