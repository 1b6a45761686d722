/** Answers for bulk operations: one at a time in an account, from pending over running to their end. */

import { placeholder } from "../placeholders.ts";
import { type Call, id } from "../server/call.ts";
import { type Answer, ApiError, refusal, success } from "../server/envelope.ts";
import type { Operation, State } from "../state.ts";
import { listRoute } from "./lists.ts";
import { addOperation, finish, underWay } from "./pending.ts";

export const operationRoutes = [
  listRoute("GET", "/accounts/:id/rules/lists/bulk_operations/:id", "lists:read", pollOperation),
];

/** Starts the operation, or refuses it while another one of the account is under way, or if `check` throws. */
export function startOperation(
  call: Call,
  apply: () => string | undefined,
  check: () => void = () => {},
): { operation_id: string } {
  const { state, operationFault: fault } = call;
  const account = id(call, 0);
  if (underWay(state, account).length > 0) refuseSecond(state);
  check();
  const operation = addOperation(state, account, apply, {
    neverEnds: fault?.kind === "operation-never-ends",
    ...(fault?.kind === "operation-fails" ? { failure: fault.message } : {}),
  });
  return { operation_id: operation.id };
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

function refuseSecond(state: State): void {
  const setting = state.switches.pendingListOperation;
  if (setting === "queued") return;
  const message = "filters.api.pending_operation: another bulk operation is in progress";
  throw new ApiError(429, [{ code: placeholder.pendingOperation, message }], {
    headers: setting === "retry-after" ? { "retry-after": "2" } : {},
  });
}
