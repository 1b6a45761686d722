/** Network namespaces for tests, and waiting for what happens in them. */

import { execFileSync } from "node:child_process";

/** Runs iproute2's `ip`; throws what it says where it fails. */
export function ip(...words: readonly string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

/** What this machine lacks to make namespaces; undefined where it lacks nothing. */
export function missingForNamespaces(): string | undefined {
  const name = `cfddns-try-${process.pid}`;
  try {
    ip("netns", "add", name);
    ip("netns", "del", name);
    return undefined;
  } catch {
    return "network namespaces: root, and ip from iproute2";
  }
}

/** Waits for real events, at most `ms`. */
export async function until(
  condition: () => boolean,
  otherwise = () => "this never came about",
  ms = 20_000,
): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
