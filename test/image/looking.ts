/** How trials ask the service in its network, wait for what must come, and complain about what did not. */

import { get } from "node:http";

/** The status, or that the connection was cut off; `from` is the peer that the service sees. */
export function ask(path: string, from: string): Promise<number | string> {
  return new Promise((resolve) => {
    get({ host: from, localAddress: from, port: 8099, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on("error", () => resolve("cut off"));
  });
}

export function body(path: string, from: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: from, localAddress: from, port: 8099, path, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

export async function until(look: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!look()) {
    if (performance.now() > end) throw new Error(`there was never ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function same(found: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

export function atMost(found: number, limit: number, what: string): void {
  if (found > limit) throw new Error(`${what}: ${found}, at most ${limit}`);
}

export function includes(text: string, ...parts: readonly string[]): void {
  for (const part of parts) if (!text.includes(part)) throw new Error(`"${part}" is not in: ${text}`);
}
