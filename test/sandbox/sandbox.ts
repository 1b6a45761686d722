/** What a test holds in its hands: the stand-in for Cloudflare and how it can be spoiled. */

import type { SandboxRecord } from "./records/zone-records.ts";
import type { SandboxSeed } from "./seed.ts";
import type { Fault } from "./server/faults.ts";
import type { LoggedRequest } from "./server/server.ts";
import type { SandboxList, SandboxLocation, SandboxZeroTrustList } from "./snapshot.ts";
import type { Switches } from "./switches.ts";

/** An answer in place of the real one; `body` is told as JSON, a text as it stands. */
export interface Reply {
  path: string;
  /** Default 200. */
  status?: number;
  body: unknown;
}

export interface Sandbox {
  /** The API's base, such as http://127.0.0.1:4000/client/v4. */
  readonly url: string;
  readonly origin: string;
  /** API requests only, in the order they came. */
  readonly requests: readonly LoggedRequest[];
  /** Changes count from the next request on. */
  readonly switches: Switches;
  seed(seed: SandboxSeed): void;
  /** The zone's records as they are now, in the order they were made; the name in Unicode or ASCII. */
  records(zone: string): SandboxRecord[];
  lists(): SandboxList[];
  zeroTrustLists(): SandboxZeroTrustList[];
  locations(): SandboxLocation[];
  fault(fault: Fault): void;
  /** Answers every GET whose path, base and all, matches the expression with this, until the faults are cleared. */
  reply(reply: Reply): void;
  /** Also lets go on what `operation-never-ends` was holding. */
  clearFaults(): void;
  clearRequests(): void;
  /** The client's address as the echo routes tell it and as token filters see it. */
  setAddress(family: 4 | 6, address: string): void;
  /** Ends at once, whatever is still under way. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  seed?: SandboxSeed;
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1; `::` serves both families. */
  host?: string;
  /** Waited before each answer. */
  latencyMs?: number;
  now?: () => number;
  /** The poll that first says completed. Default 1. */
  listOperationPolls?: number;
  /** By the clock, an operation that nobody polls ends after so long. Default 5,000. */
  listOperationMs?: number;
}
