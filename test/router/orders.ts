/** What a test and the machine of the home say to each other. */

import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Home, until } from "./home.ts";

export type MachineOrder =
  | {
      readonly kind: "run";
      readonly words: readonly string[];
      readonly settings: Readonly<Record<string, string>>;
    }
  | { readonly kind: "serve"; readonly settings: Readonly<Record<string, string>> }
  | { readonly kind: "usage" }
  | { readonly kind: "stop" };

export type MachineMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "ran"; readonly status: number | null; readonly out: string; readonly err: string }
  /** `at`: milliseconds of the kernel's steady clock; `contents`: of all records afterwards. */
  | { readonly kind: "wrote"; readonly at: number; readonly contents: readonly string[] }
  | { readonly kind: "usage"; readonly cpuMs: number; readonly residentMiB: number }
  | { readonly kind: "stopped" };

type MessageOf<Kind extends MachineMessage["kind"]> = Extract<MachineMessage, { readonly kind: Kind }>;

export interface Machine {
  /** Runs the binary to its end. */
  run(words: readonly string[], settings: Readonly<Record<string, string>>): Promise<MessageOf<"ran">>;
  /** Starts the service. */
  serve(settings: Readonly<Record<string, string>>): void;
  usage(): Promise<MessageOf<"usage">>;
  stop(): Promise<void>;
  /** All writes at Cloudflare so far. */
  readonly writes: readonly MessageOf<"wrote">[];
  close(): void;
}

/** Milliseconds of the clock that `wrote` uses. */
export function steadyNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export async function startMachine(home: Home): Promise<Machine> {
  const child: ChildProcess = home.fork(fileURLToPath(new URL("machine.ts", import.meta.url)));
  const heard: MachineMessage[] = [];
  child.on("message", (message: MachineMessage) => heard.push(message));
  const all = <Kind extends MachineMessage["kind"]>(kind: Kind): MessageOf<Kind>[] =>
    heard.filter((message): message is MessageOf<Kind> => message.kind === kind);
  const ask = async <Kind extends MachineMessage["kind"]>(
    order: MachineOrder,
    kind: Kind,
  ): Promise<MessageOf<Kind>> => {
    const before = all(kind).length;
    child.send(order);
    await until(() => all(kind).length > before);
    return all(kind).at(-1) as MessageOf<Kind>;
  };
  await until(() => all("ready").length > 0);
  return {
    run: (words, settings) => ask({ kind: "run", words, settings }, "ran"),
    serve: (settings) => void child.send({ kind: "serve", settings } satisfies MachineOrder),
    usage: () => ask({ kind: "usage" }, "usage"),
    stop: async () => void (await ask({ kind: "stop" }, "stopped")),
    get writes() {
      return all("wrote");
    },
    close: () => child.disconnect(),
  };
}
