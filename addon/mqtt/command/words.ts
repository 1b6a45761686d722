/** Reads commands: exact words on known topics, everything else is ignored with its reason. */

import { foreignText } from "../../../src/index.ts";
import type { Topics } from "../topics.ts";

export type Command =
  | { readonly kind: "update_now" }
  | { readonly kind: "automatic_updates"; readonly on: boolean }
  /** `key` of the record set. */
  | { readonly kind: "proxied"; readonly key: string; readonly on: boolean };

export interface Ignored {
  readonly kind: "ignored";
  /** For the debug log; it quotes nothing of a payload. */
  readonly reason: string;
}

export interface CommandMessage {
  readonly topic: string;
  readonly payload: string;
  /** Delivered because it was stored, so nobody asks for it now. */
  readonly retained: boolean;
}

const PROXIED = "proxied_";

export function parseCommand(
  { topic, payload, retained }: CommandMessage,
  topics: Topics,
): Command | Ignored {
  const name = topic.startsWith(topics.commandRoot) ? topic.slice(topics.commandRoot.length) : undefined;
  const where = foreignText(topic);
  if (name === undefined) return ignored(`${where} is no command topic`);
  if (retained) return ignored(`a command kept by the broker (retained) on ${where}`);
  if (name === "update_now")
    return payload === "PRESS" ? { kind: "update_now" } : ignored(`${where} takes PRESS only`);
  const known = name === "automatic_updates" || name.startsWith(PROXIED);
  if (!known) return ignored(`there is no command ${where}`);
  if (payload !== "ON" && payload !== "OFF") return ignored(`${where} takes ON and OFF only`);
  const on = payload === "ON";
  return name === "automatic_updates"
    ? { kind: "automatic_updates", on }
    : { kind: "proxied", key: name.slice(PROXIED.length), on };
}

function ignored(reason: string): Ignored {
  return { kind: "ignored", reason };
}
