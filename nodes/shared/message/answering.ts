/** One exit per message: a node's work becomes a message on one of two outputs, or one error; never both, never neither. */

import type { Done, FlowMessage, NodeStatus, RuntimeNode, Send } from "../node-red.ts";
import { explainFailure } from "./failure.ts";
import { CLEARED, IDLE } from "./status.ts";

/** What the work on one message comes to. */
export interface Answer {
  /** Which output: the first for changed, the second for unchanged. */
  readonly changed: boolean;
  readonly status: NodeStatus;
  /** Properties that the message gets; all others stay. */
  readonly set: Pick<FlowMessage, "payload" | "detected">;
}

/** Shows `status` unless the node is closed by now. */
export type ShowStatus = (status: NodeStatus) => void;

/** Does what a node is for, for one message. May reject; must end soon after `signal` aborts. */
export type Work = (message: FlowMessage, signal: AbortSignal, show: ShowStatus) => Promise<Answer>;

/** Requests end at once when they are aborted; what does not must not hold up a deployment. */
const LONGEST_CLOSE_MS = 2000;

/** Connects `work` with the node's messages and its end. `initial` is shown until the first message. */
export function answerMessages(node: RuntimeNode, work: Work, initial: NodeStatus = IDLE): void {
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();
  const show: ShowStatus = (status) => {
    if (!closing.signal.aborted) node.status(status);
  };

  async function answer(message: FlowMessage, send: Send, done: Done): Promise<void> {
    try {
      const { changed, status, set } = await work(message, closing.signal, show);
      if (!closing.signal.aborted) {
        Object.assign(message, set);
        show(status);
        send(changed ? [message, null] : [null, message]);
      }
    } catch (thrown) {
      const { error, detail, status } = explainFailure(thrown);
      message.cloudflare = detail;
      show(status);
      done(error);
      return;
    }
    done();
  }

  node.on("input", (message, send, done) => {
    const answered = answer(message, send, done).finally(() => underWay.delete(answered));
    underWay.add(answered);
    // Only a `done` or `send` that throws gets here; a rejection would end Node-RED.
    answered.catch(() => {});
  });

  node.on("close", (done) => {
    closing.abort();
    node.status(CLEARED);
    settled(underWay).then(done, done);
  });

  node.status(initial);
}

/** Resolves when all are settled, or after two seconds. */
async function settled(promises: ReadonlySet<Promise<unknown>>): Promise<void> {
  if (promises.size === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_CLOSE_MS);
  });
  await Promise.race([Promise.allSettled(promises), late]);
  clearTimeout(timer);
}
