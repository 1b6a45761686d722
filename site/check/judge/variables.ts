/** Puts variables into values as Compose does. */

import { isSecretName } from "../../../src/settings/index.ts";
import type { Elsewhere } from "./elsewhere.ts";

const VARIABLE = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}|([A-Za-z_]\w*))/g;

/** The values with their variables in place; one that nobody told stays as it is written, so that it is noticed. */
export function withVariables(
  environment: Readonly<Record<string, string | undefined>>,
  elsewhere: Elsewhere,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(environment).map(([setting, text]) => [
      setting,
      text?.replace(VARIABLE, (all, braced, operator, operand, bare) => {
        const name: string | undefined = braced ?? bare;
        if (name === undefined) return "$";
        const isWhole = text.trim() === all;
        const value = elsewhere.variable(name, isWhole && isSecretName(setting));
        return operator === undefined ? (value ?? all) : withOperator(all, operator, operand, value);
      }),
    ]),
  );
}

function withOperator(all: string, operator: string, operand: string, value: string | undefined): string {
  if (operator.endsWith("+")) return value === undefined ? "" : operand;
  if (operator.endsWith("-")) return value ?? operand;
  return value ?? all;
}
