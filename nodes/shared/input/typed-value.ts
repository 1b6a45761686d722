/** Values that a user either writes or takes from somewhere: message, flow, global, environment, an expression. */

import { type AddressOrigin, DdnsError } from "../engine.ts";
import type { EvaluateNodeProperty, FlowMessage, RuntimeNode } from "../node-red.ts";
import { unsetVariable, variableUnset } from "./unset-variable.ts";

/** As the editor's typed input keeps it; `label` is how errors name the property. */
export interface TypedValue {
  readonly label: string;
  readonly value: unknown;
  readonly type: string;
}

/** Who says so: only what was typed into the node is written by its user; messages, contexts and expressions carry what the network says (D2). */
export function originOf({ type }: TypedValue): AddressOrigin {
  return type === "str" || type === "env" || type === "json" ? "written" : "network";
}

/** Rejects with BAD_INPUT or ENV_UNSET, naming the property. */
export type Evaluate = (typed: TypedValue, message: FlowMessage) => Promise<unknown>;

/** Evaluates typed values for `node`. */
export function createEvaluate(evaluateNodeProperty: EvaluateNodeProperty, node: RuntimeNode): Evaluate {
  return async (typed, message) => {
    const { label, value, type } = typed;
    const unset = unsetVariable(value);
    if (unset !== undefined && type !== "jsonata" && type !== "json") throw variableUnset(label, unset);
    if (type === "str") return value;
    const result = await evaluated(typed, (callback) =>
      evaluateNodeProperty(value, type, node, message, callback),
    );
    if (type === "env" && result === "") throw variableUnset(label, String(value));
    if (result === undefined || Number.isNaN(result)) {
      throw new DdnsError(
        "BAD_INPUT",
        `${label} is taken from ${describeOrigin(typed)}, which gave nothing. Set it, or choose another origin.`,
      );
    }
    return result;
  };
}

function evaluated(
  typed: TypedValue,
  start: (callback: (error: unknown, value?: unknown) => void) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      const from = describeOrigin(typed);
      reject(
        new DdnsError(
          "BAD_INPUT",
          `${typed.label} could not be taken from ${from}. Check that it exists and is written correctly.`,
        ),
      );
    };
    try {
      start((error, value) => {
        if (error) refuse();
        else resolve(value);
      });
    } catch {
      // Syntax errors of JSON and JSONata come this way, callback or not.
      refuse();
    }
  });
}

/** `msg.payload`, `the flow variable home`, `the expression $sum(`. */
function describeOrigin({ value, type }: TypedValue): string {
  switch (type) {
    case "msg":
      return `msg.${String(value)}`;
    case "flow":
    case "global":
      return `the ${type} variable ${String(value)}`;
    case "env":
      return `the environment variable ${String(value)}`;
    case "jsonata":
      return `the expression ${String(value)}`;
    default:
      return `its ${type} value`;
  }
}
