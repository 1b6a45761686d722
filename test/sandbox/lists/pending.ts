/** Answers for operations under way: how they begin, and what ends them whether or not somebody polls. */

import { nextId, type Operation, type State, wholeSeconds } from "../state.ts";

export function addOperation(
  state: State,
  account: string,
  apply: () => string | undefined,
  more: Pick<Operation, "failure" | "requestsLeft"> & { neverEnds?: boolean } = {},
): Operation {
  const [id, startedAt] = [nextId(state), state.now()];
  const operation: Operation = {
    id,
    account,
    status: "pending",
    startedAt,
    polls: 0,
    neverEnds: false,
    apply,
    ...more,
  };
  state.operations.set(id, operation);
  return operation;
}

/** Counts one request about the lists of the account: what an earlier run left pending settles meanwhile. */
export function countRequest(state: State, account: string): void {
  for (const operation of underWay(state, account)) {
    if (operation.requestsLeft === undefined) continue;
    if (operation.requestsLeft-- <= 0) finish(operation, state.now());
  }
}

/** Lets the clock end what has run long enough; whoever never polls is served as well. */
export function settleOperations(state: State): void {
  for (const account of new Set([...state.operations.values()].map((operation) => operation.account))) {
    for (;;) {
      const [first, next] = underWay(state, account).filter(({ requestsLeft }) => requestsLeft === undefined);
      const age = first === undefined ? 0 : state.now() - first.startedAt;
      if (first === undefined || first.neverEnds) break;
      if (age * 2 >= state.listOperationMs) first.status = "running";
      if (age < state.listOperationMs) break;
      finish(first, first.startedAt + state.listOperationMs);
      if (next !== undefined) next.startedAt = first.startedAt + state.listOperationMs;
    }
  }
}

/** Ends what a fault keeps from ending; it goes on from now like any other operation. */
export function releaseOperations(state: State): void {
  for (const operation of state.operations.values()) {
    if (operation.neverEnds) Object.assign(operation, { neverEnds: false, polls: 0, startedAt: state.now() });
  }
}

export function finish(operation: Operation, at: number): void {
  const error = operation.failure ?? operation.apply();
  operation.status = error === undefined ? "completed" : "failed";
  operation.completed = wholeSeconds(at);
  if (error !== undefined) operation.error = error;
}

/** In the order they were started. */
export function underWay(state: State, account: string): Operation[] {
  return [...state.operations.values()].filter(
    (operation) =>
      operation.account === account && (operation.status === "pending" || operation.status === "running"),
  );
}
