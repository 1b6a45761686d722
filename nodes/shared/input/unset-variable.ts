/** Recognises what Node-RED leaves behind where an environment variable is not set: the reference itself. */

import { DdnsError } from "../engine.ts";

/** The name in a text that is wholly `${NAME}` or `$(NAME)`; Node-RED replaces such a text where NAME is set. */
export function unsetVariable(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const match = /^\s*(?:\$\{([^}]+)\}|\$\(([^)]+)\))\s*$/.exec(text);
  return match?.[1] ?? match?.[2];
}

/** `what` begins the sentence: `The token`. */
export function variableUnset(what: string, name: string): DdnsError {
  return new DdnsError(
    "ENV_UNSET",
    `${what} is taken from the environment variable ${name}, which is not set. Set it for Node-RED, or as a global, flow, group or subflow variable.`,
  );
}
