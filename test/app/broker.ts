/** A broker inside the test's own process that remembers all it was told. */

import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";

export interface TestBroker {
  readonly port: number;
  /** `topic payload`, oldest first. */
  readonly told: readonly string[];
  /** The newest retained payload. */
  retained(topic: string): string | undefined;
  /** Topics that hold something. */
  allRetained(): readonly string[];
  stop(): Promise<void>;
}

export interface TestBrokerOptions {
  readonly username: string;
  readonly password: string;
}

export async function startBroker({ username, password }: TestBrokerOptions): Promise<TestBroker> {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, user, secret, done) =>
      done(null, user === username && secret?.toString() === password),
  });
  const told: string[] = [];
  const kept = new Map<string, string>();
  aedes.on("publish", ({ topic, payload, retain }) => {
    if (topic.startsWith("$SYS/")) return;
    told.push(`${topic} ${payload.toString()}`);
    if (retain && payload.length === 0) kept.delete(topic);
    else if (retain) kept.set(topic, payload.toString());
  });
  const server = createServer(aedes.handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the broker has no port");
  return {
    port: address.port,
    told,
    retained: (topic) => kept.get(topic),
    allRetained: () => [...kept.keys()],
    async stop() {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      server.close();
    },
  };
}
