/** Makes the source that a spec names, with its deadline: the one entry to this folder. */

import type { LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { programEnvironment } from "../../core/program-environment.ts";
import { describeSource } from "../../core/source/format.ts";
import { originOf } from "../../core/source/judgement.ts";
import type { SingleSpec, SourceSpec } from "../../core/source/spec.ts";
import type { AddressSource, Clock, SourceFactory } from "../../ports.ts";
import { type BoundedSource, bounded } from "./bounded.ts";
import { agreeSource } from "./combined/agree.ts";
import { allSource } from "./combined/all.ts";
import { firstSource } from "./combined/first.ts";
import { type Endpoints, OFFICIAL_ENDPOINTS, type SourceContext } from "./context.ts";
import { commandSource } from "./home/command.ts";
import { fileSource } from "./home/file.ts";
import { noneSource, staticEmptySource, staticSource } from "./home/fixed.ts";
import { localSource } from "./home/local.ts";
import { localIfaceSource } from "./home/local-iface.ts";
import { missingSource, type PushKind } from "./missing.ts";
import { cloudflareDohSource } from "./remote/cloudflare-doh.ts";
import { cloudflareTraceSource } from "./remote/cloudflare-trace.ts";
import { ipifySource } from "./remote/ipify.ts";
import { urlSource } from "./remote/url.ts";
import { defaultGateway } from "./router/gateway.ts";
import { createRouterSources, type RouterSources } from "./router/source.ts";

export type { Endpoints } from "./context.ts";
export { describeUrl } from "./describe.ts";
export type { PushKind } from "./missing.ts";
export { type Survey, type SurveyEntry, surveySources } from "./survey.ts";

export interface SourceFactoryOptions {
  readonly clock: Clock;
  /** DETECTION_TIMEOUT, milliseconds: each source answers within it, `first` and `agree` as a whole too. */
  readonly timeoutMs: number;
  /** REJECT_CLOUDFLARE_IPS: refuse Cloudflare's own ranges from network sources. */
  readonly rejectCloudflare: boolean;
  /** Makers of the sources that need a connection; those left out answer that it is missing. */
  readonly push?: Partial<Record<PushKind, (spec: SourceSpec) => AddressSource>>;
  /** Hears each distinct warning once. */
  readonly warn?: (message: string) => void;
  /** Of which `command:` programs see what they need; default: the process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** For tests: other places to ask, other names, another machine. */
  readonly endpoints?: Partial<Endpoints>;
  readonly lookup?: LookupFunction;
  readonly procNet?: string;
  readonly networkInterfaces?: typeof networkInterfaces;
  /** IPv4 address of the home's router; default: the gateway of this machine's default route. */
  readonly gateway?: (signal: AbortSignal) => Promise<string | undefined>;
}

/**
 * A factory whose sources never reject, never throw, and always answer in time:
 * late is unavailable `timed out after 5 s`, aborted is unavailable `stopped`.
 * `name` of a source is as `describeSource` writes it, so that it can be shown.
 */
export function createSourceFactory(options: SourceFactoryOptions): SourceFactory {
  const context: SourceContext = {
    clock: options.clock,
    timeoutMs: options.timeoutMs,
    rejectCloudflare: options.rejectCloudflare,
    endpoints: { ...OFFICIAL_ENDPOINTS, ...options.endpoints },
    lookup: options.lookup,
    procNet: options.procNet ?? "/proc/net/if_inet6",
    networkInterfaces: options.networkInterfaces ?? networkInterfaces,
    commandEnv: programEnvironment(options.environment ?? process.env),
    gateway: options.gateway ?? (() => defaultGateway("/proc/net/route")),
    warn: once(options.warn),
  };
  const routers = createRouterSources(context);
  const make = (spec: SourceSpec): BoundedSource => {
    const name = describeSource(spec);
    if (spec.kind === "first") return firstSource(spec.members.map(make), name, context);
    if (spec.kind === "all") return allSource(spec.members.map(make), name, context);
    if (spec.kind === "agree") return agreeSource(spec.count, spec.members.map(make), name, context);
    const makers = { push: options.push ?? {}, routers };
    const source = bounded(makeSingle(spec, name, context, makers), originOf(spec.kind), context);
    return SEES_US_FROM_OUTSIDE[spec.kind] ? { ...source, fromOutside: true } : source;
  };
  return make;
}

/** Those that tell whom they see asking, and so see what stands between. */
const SEES_US_FROM_OUTSIDE: Readonly<Record<SingleSpec["kind"], boolean>> = {
  "cloudflare.trace": true,
  "cloudflare.doh": true,
  ipify: true,
  url: true,
  local: false,
  "local.iface": false,
  file: false,
  static: false,
  "static.empty": false,
  none: false,
  command: false,
  homeassistant: false,
  mqtt: false,
  supervisor: false,
  router: false,
  push: false,
};

/** Makers of the sources that share something with others: a connection, or what is known of a router. */
interface Makers {
  readonly push: NonNullable<SourceFactoryOptions["push"]>;
  readonly routers: RouterSources;
}

function makeSingle(
  spec: SingleSpec,
  name: string,
  context: SourceContext,
  { push, routers }: Makers,
): AddressSource {
  switch (spec.kind) {
    case "cloudflare.trace":
      return cloudflareTraceSource(context);
    case "cloudflare.doh":
      return cloudflareDohSource(context);
    case "ipify":
      return ipifySource(context);
    case "local":
      return localSource(context);
    case "local.iface":
      return localIfaceSource(spec, name, context);
    case "url":
      return urlSource(spec, name, context);
    case "file":
      return fileSource(spec.path, name, context);
    case "static":
      return staticSource(spec.addresses, name);
    case "static.empty":
      return staticEmptySource;
    case "none":
      return noneSource;
    case "command":
      return commandSource(spec.command, name, context);
    case "homeassistant":
    case "mqtt":
    case "supervisor":
    case "push":
      return push[spec.kind]?.(spec) ?? missingSource(spec.kind, name);
    case "router":
      return routers(spec.host, name);
  }
}

function once(warn: SourceFactoryOptions["warn"]): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (warn === undefined || told.has(message)) return;
    told.add(message);
    warn(message);
  };
}
