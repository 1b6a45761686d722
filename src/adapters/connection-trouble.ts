/** Why a connection failed, in words, and what to do about it: one wording for Cloudflare's API, sources and all that asks. */

import type { HttpProxy } from "../core/egress/proxies.ts";
import type { IpFamily } from "../core/types.ts";
import type { HttpFailure } from "./http.ts";

/** Both go into a sentence, "<who> <what>, so <step>", the likeliest cause first. */
export interface ConnectionTrouble {
  readonly what: string;
  /** Begins with a verb. */
  readonly step: string;
}

type Row = readonly [
  codes: RegExp,
  what: (failure: HttpFailure, family: IpFamily | undefined) => string,
  step: string,
];

const FILTER = "a filter such as Pi-hole or AdGuard";

const ROWS: readonly Row[] = [
  [
    /^(ENOTFOUND|ENODATA|EAI_NODATA|EAI_NONAME|EAI_ADDRFAMILY|EAI_FAIL|ENODOMAIN)$/,
    ({ systemCode }, family) =>
      family === undefined
        ? `has a name that the name server does not know (${systemCode})`
        : `has no IPv${family} address, or its name is unknown (${systemCode})`,
    `check this machine's name server, and whether ${FILTER} blocks the name`,
  ],
  [
    /^(EAI_AGAIN|ESERVFAIL|ETIMEOUT|EREFUSED)$/,
    ({ systemCode }) => `could not be looked up: the name server does not answer (${systemCode})`,
    "check this machine's name server, and the connection to it",
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    ({ systemCode }) => `has a certificate that is not valid yet (${systemCode})`,
    "set this machine's clock, which is likely to be wrong",
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    ({ systemCode }) => `has a certificate that has expired (${systemCode})`,
    "check this machine's clock; where it is right, something in between answers in place of the server",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    ({ systemCode }) => `has a certificate for another name (${systemCode})`,
    `look for what answers in its place: a captive portal that wants a sign-in, a proxy, or ${FILTER}`,
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED|CERT_SIGNATURE|INVALID_CA|CERT/,
    ({ systemCode }) => `has a certificate that is not trusted (${systemCode})`,
    "if a proxy here inspects encrypted connections, name the file with its authority in SSL_CERT_FILE or NODE_EXTRA_CA_CERTS",
  ],
  [
    /^(EPROTO$|ERR_SSL_)/,
    ({ systemCode }) => `does not speak TLS as it should (${systemCode})`,
    "check the port of the URL, and look for a proxy or a captive portal in between",
  ],
  [
    /^HPE_/,
    ({ systemCode }) => `did not answer in HTTP (${systemCode})`,
    "check the port of the URL, and look for a proxy or a captive portal in between",
  ],
  [
    /^(ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT|ENETDOWN|EHOSTDOWN)$/,
    ({ systemCode }, family) =>
      family === undefined
        ? `cannot be reached: there is no way to it (${systemCode})`
        : `cannot be reached over IPv${family} (${systemCode})`,
    "check this machine's network and its internet connection",
  ],
  [
    /^ETIMEDOUT$/,
    () => "did not answer in time (ETIMEDOUT)",
    "check the internet connection, and whether a firewall swallows what is sent",
  ],
  [
    /^(ECONNRESET|EPIPE|ECONNABORTED)$/,
    () => "broke the connection",
    "look for a firewall or a proxy in between, if it stays so",
  ],
  [
    /^(EACCES|EPERM)$/,
    ({ systemCode }) => `must not be reached from here (${systemCode})`,
    "look at this machine's own firewall, and at the limits of its container or service unit",
  ],
  [
    /^(EMFILE|ENFILE|ENOBUFS|ENOMEM)$/,
    ({ systemCode }) =>
      `could not be asked: this machine has run out of connections or memory (${systemCode})`,
    "raise the limit of open files or memory, or end what uses them up",
  ],
];

/** `family` where the connection was bound to one. */
export function connectionTrouble(failure: HttpFailure, family?: IpFamily): ConnectionTrouble {
  const { systemCode, kind, address, proxy } = failure;
  if (proxy !== undefined) return lostAt(proxy, systemCode);
  if (systemCode === "ECONNREFUSED") return refusedBy(address);
  const [, what, step] = ROWS.find(([codes]) => codes.test(systemCode)) ?? [];
  if (what !== undefined && step !== undefined) return { what: what(failure, family), step };
  if (systemCode !== "") return { what: `failed (${systemCode})`, step: "check the internet connection" };
  return kind === "interrupted"
    ? { what: "broke off its answer", step: "look for a firewall or a proxy in between, if it stays so" }
    : { what: "failed", step: "check the internet connection" };
}

/** The destination was never asked: what is wrong is the way there. */
function lostAt({ host, port, variable }: HttpProxy, code: string): ConnectionTrouble {
  const where = `cannot be asked: the proxy ${host}:${port} of ${variable}`;
  if (code === "HTTP 407")
    return {
      what: `${where} wants a user and password (HTTP 407)`,
      step: `write them into ${variable}, as http://user:password@host:port`,
    };
  if (code.startsWith("HTTP"))
    return {
      what: `${where} does not lead there (${code})`,
      step: "look at the rules of the proxy, or name the host in NO_PROXY",
    };
  return {
    what: `${where} does not answer (${code})`,
    step: `check that the proxy runs there, or correct ${variable}`,
  };
}

/** Filters answer for a name with an address at which nobody listens, most often this machine's own. */
function refusedBy(address: string | undefined): ConnectionTrouble {
  return address !== undefined && /^(0\.0\.0\.0|127\.|::1?$)/.test(address)
    ? {
        what: `refused the connection at ${address}, which is this machine itself`,
        step: `look for ${FILTER}, or a line in /etc/hosts, that leads the name there`,
      }
    : { what: "refused the connection", step: "look for a firewall or a proxy in between" };
}
