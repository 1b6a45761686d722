/** The home's router, where nobody named it: the gateway of this machine's default route. */

import { readFile } from "node:fs/promises";
import { endianness } from "node:os";

const UP = 0x1;
const GATEWAY = 0x2;

/** IPv4 address of the gateway of the default route with the lowest metric, undefined where there is none or the system does not tell. */
export async function defaultGateway(path: string): Promise<string | undefined> {
  return gatewayIn(await readFile(path, "utf8").catch(() => ""));
}

/**
 * Of Linux's table of IPv4 routes (`/proc/net/route`):
 *
 *   Iface  Destination  Gateway   Flags  RefCnt  Use  Metric  Mask      …
 *   eth0   00000000     0100A8C0  0003   0       0    100     00000000  …
 *
 * gives 192.168.0.1. Of two with the same metric the first counts, as in the kernel.
 */
export function gatewayIn(table: string, order: "BE" | "LE" = endianness()): string | undefined {
  const routes = table.split("\n").flatMap((line) => {
    const [, destination, gateway = "", flags = "", , , metric = "", mask] = line.trim().split(/\s+/);
    const wanted = UP | GATEWAY;
    if (destination !== "00000000" || mask !== "00000000") return [];
    if ((Number.parseInt(flags, 16) & wanted) !== wanted || !/^[0-9A-F]{8}$/i.test(gateway)) return [];
    return [{ gateway, metric: Number(metric) || 0 }];
  });
  const [best] = routes.sort((a, b) => a.metric - b.metric);
  return best && readAddress(best.gateway, order);
}

/** The kernel writes the four octets as one number in the order of the processor. */
function readAddress(hex: string, order: "BE" | "LE"): string {
  const octets = [...Buffer.from(hex, "hex")];
  return (order === "LE" ? octets.reverse() : octets).join(".");
}
