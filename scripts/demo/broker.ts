/** A broker inside the demonstration's own process, and a free port for the dashboard. */

import { type AddressInfo, createServer } from "node:net";
import { Aedes } from "aedes";

export interface DemoBroker {
  readonly url: string;
  readonly port: number;
  /** A port that was free a moment ago. */
  readonly webPort: number;
  /** How many topics were published so far. */
  topics(): number;
  close(): Promise<void>;
}

export async function startBroker(): Promise<DemoBroker> {
  const aedes = await Aedes.createBroker();
  const seen = new Set<string>();
  aedes.on("publish", ({ topic }) => {
    if (!topic.startsWith("$SYS")) seen.add(topic);
  });
  const server = createServer(aedes.handle);
  const port = await listen(server);
  const spare = createServer();
  const webPort = await listen(spare);
  await new Promise((resolve) => spare.close(resolve));
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    webPort,
    topics: () => seen.size,
    close: async () => {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
