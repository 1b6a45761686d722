/** Answers for bulk operations: one at a time in an account, from pending over running to their end. */

import { placeholder } from "../placeholders.ts";
import { type Call, id } from "../server/call.ts";
import { type Answer, ApiError, refusal, success } from "../server/envelope.ts";
import { nextId, type Operation, type State, wholeSeconds } from "../state.ts";
import { listRoute } from "./lists.ts";

export const operationRoutes = [
  listRoute("GET", "/accounts/:id/rules/lists/bulk_operations/:id", "lists:read", pollOperation),
];

/** Starts the operation, or refuses it while another one of the account is under way. */
export function startOperation(call: Call, apply: () => string | undefined): { operation_id: string } {
  const { state, operationFault: fault } = call;
  const account = id(call, 0);
  if (underWay(state, account).length > 0) refuseSecond(state);
  const operation: Operation = {
    id: nextId(state),
    account,
    status: "pending",
    startedAt: state.now(),
    polls: 0,
    neverEnds: fault?.kind === "operation-never-ends",
    ...(fault?.kind === "operation-fails" ? { failure: fault.message } : {}),
    apply,
  };
  state.operations.set(operation.id, operation);
  return { operation_id: operation.id };
}

/** Lets the clock end what has run long enough; whoever never polls is served as well. */
export function settleOperations(state: State): void {
  for (const account of new Set([...state.operations.values()].map((operation) => operation.account))) {
    for (;;) {
      const [first, next] = underWay(state, account);
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

function pollOperation(call: Call): Answer {
  const { state } = call;
  const operation = state.operations.get(id(call, 1).toLowerCase());
  if (operation === undefined || operation.account !== id(call, 0)) {
    throw refusal(404, placeholder.unknownOperation, "filters.api.operation_not_found");
  }
  advance(state, operation);
  const { completed, error } = operation;
  return success({
    id: operation.id,
    status: operation.status,
    ...(completed === undefined ? {} : { completed }),
    ...(error === undefined ? {} : { error }),
  });
}

/** A poll is a tick: the last one ends the operation, the one before says running, all earlier ones pending. */
function advance(state: State, operation: Operation): void {
  const [first, next] = underWay(state, operation.account);
  if (first?.id !== operation.id) return;
  operation.polls++;
  const missing = operation.neverEnds ? 1 : state.listOperationPolls - operation.polls;
  if (missing <= 1) operation.status = "running";
  if (missing > 0) return;
  finish(operation, state.now());
  if (next !== undefined) next.startedAt = state.now();
}

function finish(operation: Operation, at: number): void {
  const error = operation.failure ?? operation.apply();
  operation.status = error === undefined ? "completed" : "failed";
  operation.completed = wholeSeconds(at);
  if (error !== undefined) operation.error = error;
}

function underWay(state: State, account: string): Operation[] {
  return [...state.operations.values()].filter(
    (operation) =>
      operation.account === account && (operation.status === "pending" || operation.status === "running"),
  );
}

function refuseSecond(state: State): void {
  const setting = state.switches.pendingListOperation;
  if (setting === "queued") return;
  const message = "filters.api.pending_operation: another bulk operation is in progress";
  throw new ApiError(429, [{ code: placeholder.pendingOperation, message }], {
    headers: setting === "retry-after" ? { "retry-after": "2" } : {},
  });
}
