/** One router as the sources share it: asked, remembered, and listened to while somebody watches. */

import { lookup as lookUp } from "node:dns";
import { isIP } from "node:net";
import { DdnsError } from "../../../core/errors.ts";
import type { Detection, IpFamily } from "../../../core/types.ts";
import { branchOff } from "../combined/branch.ts";
import type { SourceContext } from "../context.ts";
import { ipv4Detection, ipv6Detection } from "./answers.ts";
import { createEpochWatch } from "./epoch.ts";
import { listenTo } from "./listening.ts";
import { createNews } from "./news.ts";
import { questionIpv4, questionIpv6, type RouterMemory } from "./question.ts";

export interface Router {
  /** Never rejects. */
  detect(family: IpFamily, signal: AbortSignal): Promise<Detection>;
  watch(family: IpFamily, onChange: () => void): () => void;
}

/** `host`: name or IP address; undefined = the gateway of the default route, looked up at each question, since it may change. */
export function createRouter(host: string | undefined, source: string, context: SourceContext): Router {
  const { clock, timeoutMs, rejectCloudflare } = context;
  const question = { clock, ports: context.endpoints.router };
  const news = createNews();
  let memory: RouterMemory | undefined;
  let restarted: () => void = () => {};

  function remember(address: string): RouterMemory {
    if (memory?.address === address) return memory;
    const isNewEpoch = createEpochWatch(clock);
    const counted = (epoch: number): void => {
      if (isNewEpoch(epoch)) restarted();
    };
    memory = { address, way: "nat-pmp", services: undefined, counted };
    return memory;
  }

  async function ask(family: IpFamily, signal: AbortSignal): Promise<Detection> {
    let address: string | undefined;
    try {
      address = host === undefined ? await context.gateway(signal) : await resolve(host, context);
    } catch (thrown) {
      return without(thrown instanceof DdnsError ? thrown.message : NO_ROUTE, source, family);
    }
    if (address === undefined)
      return without(host === undefined ? NO_ROUTE : noAddress(host), source, family);
    const known = remember(address);
    const hearing = { source, router: address, rejectCloudflare };
    return family === 4
      ? ipv4Detection(await questionIpv4(known, question, signal), hearing)
      : ipv6Detection(await questionIpv6(known, question, signal), hearing);
  }

  async function detect(family: IpFamily, signal: AbortSignal): Promise<Detection> {
    const detection = await ask(family, signal);
    if (!signal.aborted) news.told(family, detection);
    return detection;
  }

  /** Asks outside of a cycle, for the families that somebody watches. */
  async function look(signal: AbortSignal): Promise<void> {
    const branch = branchOff(signal);
    void clock.sleep(timeoutMs, branch.signal).then(branch.end, () => {});
    const families = news.watched();
    const heard = await Promise.all(families.map((family) => ask(family, branch.signal)));
    branch.end();
    if (!signal.aborted) for (const [index, family] of families.entries()) news.heard(family, heard[index]);
  }

  let stopListening: () => void = () => {};
  function watch(family: IpFamily, onChange: () => void): () => void {
    const isFirst = news.watched().length === 0;
    const end = news.watch(family, onChange);
    if (isFirst) {
      const listening = listenTo({ question, look, current: () => memory });
      restarted = listening.restarted;
      stopListening = listening.stop;
    }
    return () => {
      end();
      if (news.watched().length > 0) return;
      restarted = () => {};
      stopListening();
      stopListening = () => {};
    };
  }

  return { detect, watch };
}

const NO_ROUTE =
  "this machine has no IPv4 default route, and so no router to ask; name it with router:<host>";

const noAddress = (host: string): string =>
  `the name ${host} leads to no address here; write the router's IP address`;

/** There is no router to ask. */
function without(reason: string, source: string, family: IpFamily): Detection {
  return { status: "unavailable", source, reason, ...(family === 4 ? { nat: {} } : {}) };
}

/** Its IPv4 address where it has one. */
function resolve(host: string, { lookup }: SourceContext): Promise<string | undefined> {
  if (isIP(host) !== 0) return Promise.resolve(host);
  const find = lookup ?? lookUp;
  return new Promise((found) => {
    find(host, { family: 4 }, (error, address) =>
      found(error === null && typeof address === "string" ? address : undefined),
    );
  });
}
