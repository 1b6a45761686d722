/** Wires a node that acts on an account: the same few lines for records and for lists. */

import { type AccountSession, findAccount } from "../account/account-session.ts";
import { onceEach } from "../account/cycle.ts";
import { DdnsError } from "../engine.ts";
import { createEvaluate, type Evaluate } from "../input/typed-value.ts";
import type { EvaluateNodeProperty, RuntimeNode } from "../node-red.ts";
import { answerMessages, type Work } from "./answering.ts";
import { explainFailure } from "./failure.ts";
import { failed, IDLE } from "./status.ts";

export interface Surroundings {
  readonly getNode: (id: string) => RuntimeNode | null | undefined;
  readonly evaluateNodeProperty: EvaluateNodeProperty;
}

/** What the work of such a node is made from. */
export interface ActingParts {
  readonly account: () => AccountSession | DdnsError;
  readonly evaluate: Evaluate;
  readonly notice: (text: string) => void;
}

/** `prepare` reads the properties and may throw: then every message is told why. `accountId` is the saved property. */
export function connectActingNode(
  node: RuntimeNode,
  accountId: string,
  { getNode, evaluateNodeProperty }: Surroundings,
  prepare: (parts: ActingParts) => Work,
): void {
  // Looked up at each message, as the account may be deployed, disabled and deleted on its own.
  const account = (): AccountSession | DdnsError => findAccount(getNode, accountId);
  const evaluate = createEvaluate(evaluateNodeProperty, node);
  const notice = onceEach((text) => node.warn(text));
  try {
    const work = prepare({ account, evaluate, notice });
    const found = account();
    const problem = found instanceof DdnsError ? found : found.problem;
    answerMessages(node, work, problem === undefined ? IDLE : failed(problem.code));
  } catch (thrown) {
    // A constructor that throws makes the node vanish without a word.
    answerMessages(node, () => Promise.reject(thrown), explainFailure(thrown).status);
  }
}
