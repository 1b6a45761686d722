/** Admin endpoints for pick-lists and the token test, for accounts that are deployed and for those that are not yet. */

import {
  type AccountSession,
  createAccountSession,
  isAccountNode,
} from "../shared/account/account-session.ts";
import { DdnsError, LIST_KINDS, type ListKind } from "../shared/engine.ts";
import { mayHoldToken, type Permitted } from "../shared/input/permitted.ts";
import { unsetVariable } from "../shared/input/unset-variable.ts";
import { explainFailure } from "../shared/message/failure.ts";
import type { AdminAnswer, AdminHandler, Red, RuntimeNode } from "../shared/node-red.ts";
import { splitEntered } from "./entered.ts";
import { describeError, lookUpLists, lookUpRecords, lookUpZones, testToken } from "./lookup.ts";
import { type AccountSettings, openingOf, variableRefused } from "./opening.ts";

export interface AdminOptions {
  readonly http: Red["httpAdmin"];
  readonly needsPermission: Red["auth"]["needsPermission"];
  readonly getNode: (id: string) => RuntimeNode | null | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Where a token is tried that is not deployed: never at a place that the request names, since a token typed into a
   * dialog must go nowhere else.
   */
  readonly defaults: Pick<AccountSettings, "defaultBaseUrl">;
  readonly permitted: Permitted;
}

/** One question that the editor asks. */
type Question = (
  session: AccountSession,
  signal: AbortSignal,
  about: string,
) => Promise<Readonly<Record<string, unknown>>>;

const QUESTIONS: Readonly<Record<string, Question>> = {
  zones: async (session, signal) => ({ zones: await lookUpZones(session, signal) }),
  records: async (session, signal, zone) => ({ records: await lookUpRecords(session, zone, signal) }),
  lists: async (session, signal, kind) => ({ lists: await lookUpLists(session, kindFrom(kind), signal) }),
  test: async (session, signal) => ({ test: await testToken(session, signal) }),
};

/** Longer than any pick-list takes, shorter than anybody waits. */
const LONGEST_LOOKUP_MS = 30_000;

/** GET for deployed accounts, by id; POST with `{ token }` or `{ id }` from an open dialog. */
export function registerAdmin(options: AdminOptions): void {
  const { http, needsPermission } = options;
  const read = needsPermission("cloudflare-ddns.read");
  const write = needsPermission("cloudflare-ddns.write");
  http.get("/cloudflare-ddns/zones/:account", read, deployed(options, "zones"));
  http.get("/cloudflare-ddns/records/:account/:about", read, deployed(options, "records"));
  http.get("/cloudflare-ddns/lists/:account", read, deployed(options, "lists"));
  http.get("/cloudflare-ddns/lists/:account/:about", read, deployed(options, "lists"));
  // It tries what the token may write, with ids that nobody has; so it is for those who may write.
  http.get("/cloudflare-ddns/test/:account", write, deployed(options, "test"));
  for (const question of Object.keys(QUESTIONS)) {
    http.post(`/cloudflare-ddns/${question}`, write, undeployed(options, question));
  }
}

function deployed({ getNode }: AdminOptions, question: string): AdminHandler {
  return (request, answer) => {
    const node = getNode(request.params["account"] ?? "");
    if (!isAccountNode(node)) return notFound(answer);
    return void respond(node.session, question, request.params["about"] ?? "", answer);
  };
}

function undeployed(options: AdminOptions, question: string): AdminHandler {
  return (request, answer) => {
    const body = readBody(request.body);
    const node = body.id === "" ? undefined : options.getNode(body.id);
    if (body.token === "") {
      if (!isAccountNode(node)) return notFound(answer);
      return void respond(node.session, question, body.about, answer);
    }
    const session = createAccountSession(openingOfTyped(splitEntered(body.token).token, options));
    return void respond(session, question, body.about, answer).finally(() => session.close());
  };
}

async function respond(
  session: AccountSession,
  question: string,
  about: string,
  answer: AdminAnswer,
): Promise<void> {
  const deadline = AbortSignal.timeout(LONGEST_LOOKUP_MS);
  answer.set("Cache-Control", "no-store");
  try {
    const ask = QUESTIONS[question];
    if (ask === undefined) throw new DdnsError("BAD_INPUT", "There is no such question.");
    if (question === "records" && !/^[0-9a-f]{32}$/i.test(about))
      throw new DdnsError("BAD_INPUT", "This is no zone id. Choose a zone first.");
    answer.json(await ask(session, deadline, about));
  } catch (thrown) {
    // 200, so that the reason reaches the dialog; an HTTP error would be taken for one of Node-RED's own.
    answer.json({ error: describeError(explainFailure(thrown).error) });
  }
}

/** The kind that the dialog names; a dialog of an older version names none. */
function kindFrom(text: string): ListKind {
  if (text === "") return "waf";
  const found = LIST_KINDS.find(({ kind }) => kind === text);
  if (found !== undefined) return found.kind;
  throw new DdnsError("BAD_INPUT", "There is no such kind of list.");
}

function notFound(answer: AdminAnswer): void {
  answer.set("Cache-Control", "no-store");
  answer.status(404).json({
    error: {
      code: "NO_ACCOUNT",
      message: "This account is not deployed. Deploy it, or enter its token again.",
    },
  });
}

function readBody(body: unknown): { readonly id: string; readonly token: string; readonly about: string } {
  const sent: Readonly<Record<string, unknown>> =
    typeof body === "object" && body !== null ? { ...body } : {};
  const text = (name: string): string => {
    const value = sent[name];
    return typeof value === "string" ? value.trim() : "";
  };
  return { id: text("id"), token: text("token"), about: text("about") };
}

/** Before the first deployment only the environment of the process can be looked into, not that of flows and groups. */
function openingOfTyped(
  token: string,
  { environment, defaults, permitted }: AdminOptions,
): ReturnType<typeof openingOf> {
  const name = unsetVariable(token);
  // One answer whether it is set or not, since that is nobody's business either.
  if (name !== undefined && !mayHoldToken(name, permitted)) return variableRefused(name, "ENV_UNSET");
  const typed = name === undefined ? token : (environment[name] ?? token);
  return openingOf({ token: typed, baseUrl: "", ...defaults });
}
