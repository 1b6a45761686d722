/** A device that names no address: its own counts, where the internet could reach it; tried in a network of its own. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { isBuilt, run } from "./service.ts";

vi.setConfig({ testTimeout: 60_000 });

const PEERS = ["8.8.4.4", "2a00:1450:4001::5", "192.168.178.1", "fd00::1", "127.0.0.1"];

/** A Node that runs the scene as it is written: the development dependency, where it is there. */
const OURS = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
const NODE = existsSync(OURS) ? OURS : process.execPath;

/** `ip` and the right to make a network; in CI their lack is a fault. */
const canHaveNetwork = await (async () => {
  const { status, text } = await run("unshare", ["--net", "ip", "link", "set", "lo", "up"], withSbin());
  if (status !== 0 && process.env["CI"] === "true") throw new Error(`CI: no network can be made: ${text}`);
  if (status !== 0) console.log("Peers are not tried: no network of their own can be made here.");
  return status === 0;
})();

test.skipIf(!isBuilt || !canHaveNetwork)(
  "no address, from global, private and local peers / told / the global ones count, by their family",
  async () => {
    const addresses = PEERS.map(
      (peer) => `ip address add ${peer}/${peer.includes(":") ? "128 nodad" : 32} dev lo`,
    );
    const scene = fileURLToPath(new URL("peer-scene.ts", import.meta.url));
    const script = ["ip link set lo up", ...addresses.filter((line) => !line.includes("127.0.0.1/"))].join(
      " && ",
    );
    const { text } = await run(
      "unshare",
      ["--net", "sh", "-c", `${script} && exec "$0" "$@"`, NODE, scene, ...PEERS],
      withSbin(),
    );
    const told = JSON.parse(text.trim().split("\n").at(-1) ?? "") as { answers: string[]; records: string[] };
    expect(told.answers).toEqual([
      "good 8.8.4.4",
      "good 2a00:1450:4001::5",
      "badagent",
      "badagent",
      "badagent",
    ]);
    expect(told.records).toEqual([
      "home.example.org A 8.8.4.4",
      "home.example.org AAAA 2a00:1450:4001::5",
      "www.example.org A 8.8.4.4",
      "www.example.org AAAA 2a00:1450:4001::5",
    ]);
  },
);

/** Where `ip` is on Debian. */
function withSbin() {
  return { environment: { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` } };
}
