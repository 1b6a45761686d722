/** What the sources are given from outside: time, trust, and whatever tests put in place of the world. */

import type { LookupFunction } from "node:net";
import type { networkInterfaces } from "node:os";
import type { Clock } from "../../ports.ts";

/** Where the built-in sources ask. */
export interface Endpoints {
  /** URLs of trace pages, in the order in which they are asked. */
  readonly trace: readonly string[];
  /** Answers DNS over HTTPS, RFC 8484. */
  readonly doh: string;
  readonly ipify: { readonly 4: string; readonly 6: string };
  /** Towards these addresses `local` looks which of its own the system would use. */
  readonly local: { readonly 4: string; readonly 6: string };
  /** Ports of a router, and of this machine where it announces something. */
  readonly router: {
    readonly natPmp: number;
    readonly ssdp: { readonly port: number; readonly group: string };
    /** Where a FRITZ!Box keeps its description. */
    readonly avm: number;
    readonly announcements: number;
  };
}

export const OFFICIAL_ENDPOINTS: Endpoints = {
  trace: [
    "https://api.cloudflare.com/cdn-cgi/trace",
    "https://www.cloudflare.com/cdn-cgi/trace",
    "https://connectivity.cloudflareclient.com/cdn-cgi/trace",
  ],
  doh: "https://cloudflare-dns.com/dns-query",
  ipify: { 4: "https://api4.ipify.org", 6: "https://api6.ipify.org" },
  local: { 4: "1.1.1.1", 6: "2606:4700:4700::1111" },
  router: { natPmp: 5351, ssdp: { port: 1900, group: "239.255.255.250" }, avm: 49000, announcements: 5350 },
};

export interface SourceContext {
  readonly clock: Clock;
  /** Time one source has for one answer, milliseconds. */
  readonly timeoutMs: number;
  /** Refuse Cloudflare's own ranges from the network. */
  readonly rejectCloudflare: boolean;
  readonly endpoints: Endpoints;
  /** Resolves names instead of the system. */
  readonly lookup: LookupFunction | undefined;
  /** The file in which Linux tells the flags of IPv6 addresses. */
  readonly procNet: string;
  readonly networkInterfaces: typeof networkInterfaces;
  /** Environment of `command:` programs. */
  readonly commandEnv: NodeJS.ProcessEnv;
  /** IPv4 address of the home's router, undefined where there is none; rejects with DdnsError where somebody else knows why. */
  readonly gateway: (signal: AbortSignal) => Promise<string | undefined>;
  /** Hears each distinct warning once: a private address in a file, a fallback. Holds no secret. */
  readonly warn: (message: string) => void;
}
