/** Reads the push endpoint: where it listens, and who may tell an address there. */

import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import { Secret } from "../../core/secret.ts";
import type { SourceSpec } from "../../core/source/spec.ts";
import type { PushClient, PushConfig } from "../config.ts";
import { parseHostPort } from "../grammar/urls.ts";
import type { Findings } from "../values/findings.ts";
import type { BuilderInput, WrittenPushClient } from "../values/written.ts";

/** The app's port inside of its container; config.yaml names it to Supervisor. */
const PORT_IN_APP = 8245;
const SHORTEST_PASSWORD = 12;

/** The endpoint, undefined where it is off. `sources`: all that addresses come from. */
export function readPush(
  input: BuilderInput,
  sources: readonly SourceSpec[],
  findings: Findings,
): PushConfig | undefined {
  const written = writtenClients(input);
  const clients = readClients(written, findings);
  const asked = new Set(sources.flatMap(clientsOf));
  for (const { name } of written)
    if (!asked.has(name.text) && clients.some((client) => client.name === name.text))
      findings.warn(
        name.setting,
        `no source asks push client ${quote(name.text)}, so what it tells has no effect; write push:${name.text} into IP4_PROVIDER or IP6_PROVIDER`,
      );
  const place = readPlace(input, written, findings);
  return place === undefined || clients.length === 0 ? undefined : { ...place, clients };
}

/** Why the source cannot be used: it asks clients that nobody named. */
export function strangersAmong(source: SourceSpec, input: BuilderInput): readonly string[] {
  const known = writtenClients(input).map(({ name }) => name.text);
  const listed = known.map((name) => quote(name)).join(", ");
  return [...new Set(clientsOf(source))]
    .filter((client) => !known.includes(client))
    .map((client) => {
      if (known.length > 0) return `nobody is called ${quote(client)} in PUSH_CLIENTS, which names ${listed}`;
      const place = input.appMode ? "" : "PUSH_ADDRESS, and ";
      return `push:${client} needs somebody who tells it; set ${place}${quote(client)} with a password in PUSH_CLIENTS (or PUSH_CLIENTS_FILE)`;
    });
}

/** The clients that a source asks, those of its members included. */
function clientsOf(source: SourceSpec): readonly string[] {
  if ("members" in source) return source.members.flatMap(clientsOf);
  return source.kind === "push" ? [source.client] : [];
}

/** As they were written, one a line; blank lines and comments are passed over. */
function writtenClients({ pushClients, secrets }: BuilderInput): readonly WrittenPushClient[] {
  if (pushClients !== undefined) return pushClients;
  const written = secrets.PUSH_CLIENTS;
  if (written === undefined) return [];
  const { setting } = written;
  return written.secret
    .reveal()
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), place: `line ${index + 1}` }))
    .filter(({ line }) => line !== "" && !line.startsWith("#"))
    .map(({ line, place }) => {
      const colon = line.indexOf(":");
      const password = colon < 0 ? "" : line.slice(colon + 1).trim();
      return {
        name: { setting, place, text: (colon < 0 ? "" : line.slice(0, colon)).trim() },
        password: password === "" ? undefined : { setting, place, secret: new Secret(password) },
      };
    });
}

function readClients(written: readonly WrittenPushClient[], findings: Findings): readonly PushClient[] {
  const clients = new Map<string, PushClient>();
  for (const { name, password } of written) {
    const at = name.place === undefined ? "" : `${name.place}: `;
    if (name.text === "" || password === undefined) {
      findings.problem(
        name.setting,
        `${at}a client has a name and a password, written as name:password on one line`,
      );
      continue;
    }
    const called = findings.take(name, parseClientName(name.text));
    const secret = findings.takeSecret(password, parsePassword(password.secret));
    if (called === undefined || secret === undefined) continue;
    if (clients.has(called))
      findings.problem(
        name.setting,
        `${at}there is another client called ${quote(called)} already; each has a name of its own`,
      );
    else clients.set(called, { name: called, password: secret });
  }
  return [...clients.values()];
}

function parseClientName(name: string): Parsed<string> {
  return /^[^\s:;()]{1,64}$/.test(name)
    ? parsed(name)
    : refused(
        `${quote(name)} cannot be the name of a client; it holds no blanks, colons, semicolons or parentheses, and at most 64 characters`,
      );
}

function parsePassword(secret: Secret): Parsed<Secret> {
  const { length } = [...secret.reveal()];
  return length >= SHORTEST_PASSWORD
    ? parsed(secret)
    : refused(
        `the password has ${length} ${length === 1 ? "character" : "characters"}; it must have at least ${SHORTEST_PASSWORD}, since anybody in your network may try to guess it`,
      );
}

/** Where it listens; one of address and clients without the other is refused. */
function readPlace(
  { appMode, settings, secrets }: BuilderInput,
  clients: readonly WrittenPushClient[],
  findings: Findings,
): Pick<PushConfig, "host" | "port"> | undefined {
  if (appMode) return { host: undefined, port: PORT_IN_APP };
  const written = settings.PUSH_ADDRESS;
  const named = secrets.PUSH_CLIENTS;
  if (written === undefined) {
    if (named !== undefined)
      findings.problem(named.setting, "nobody can reach these clients' endpoint; set PUSH_ADDRESS too");
    return undefined;
  }
  const place = findings.take(written, parseHostPort(written.text));
  if (named === undefined || clients.length === 0)
    findings.refuse(
      written,
      "nobody may tell an address here without a password; set PUSH_CLIENTS or PUSH_CLIENTS_FILE, one name:password a line",
    );
  if (place !== undefined && written.text === settings.WEB_ADDRESS?.text)
    findings.refuse(written, "WEB_ADDRESS is the same; the push endpoint needs a port of its own");
  return place;
}
