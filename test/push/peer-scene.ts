/** Runs inside a network of its own in which this machine has addresses of the internet: tells without naming one, and prints the answers. */

import { request } from "node:http";
import { CLIENT } from "./asking.ts";
import { startPushService } from "./service.ts";

const PORT = 8245;
const service = await startPushService({ PUSH_ADDRESS: `[::]:${PORT}` });
const [, , ...peers] = process.argv;
const answers: string[] = [];
for (const peer of peers) answers.push(await tellFrom(peer));
const records = service.records();
await service.stop();
process.stdout.write(`\n${JSON.stringify({ answers, records })}\n`);

function tellFrom(peer: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const auth = `${CLIENT.name}:${CLIENT.password}`;
    const path = "/nic/update?hostname=home.example.org&myip=";
    const options = { host: peer, port: PORT, localAddress: peer, path, auth };
    request(options, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      incoming.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
}
