/** What a test and the home on the line say to each other. */

import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Verification } from "../../src/index.ts";
import { until } from "../namespaces.ts";
import type { SeedZone } from "../sandbox/index.ts";
import type { Internet } from "./internet.ts";

/** One run of `verify --json` over zones at Cloudflare's stand-in. */
export interface VerifyOrder {
  readonly kind: "verify";
  readonly zones: readonly SeedZone[];
  readonly settings: Readonly<Record<string, string>>;
  /** Addresses of a name server in place of those that the resolver tells. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
}

export interface Verified extends Pick<Verification, "ok" | "zones" | "records"> {
  readonly status: number;
  readonly ms: number;
  /** Questions that the resolver was asked. */
  readonly requests: number;
  /** What a notification would say. */
  readonly told: string | null;
}

export interface House {
  verify(order: Omit<VerifyOrder, "kind">): Promise<Verified>;
  close(): void;
}

export async function enterHouse(internet: Internet): Promise<House> {
  const child: ChildProcess = internet.fork(fileURLToPath(new URL("house.ts", import.meta.url)));
  const answers: Verified[] = [];
  let isReady = false;
  child.on("message", (message: "ready" | Verified) => {
    if (message === "ready") isReady = true;
    else answers.push(message);
  });
  await until(() => isReady);
  return {
    async verify(order) {
      const before = answers.length;
      child.send({ ...order, kind: "verify" } satisfies VerifyOrder);
      await until(() => answers.length > before, undefined, 40_000);
      return answers.at(-1) as Verified;
    },
    close: () => child.disconnect(),
  };
}
