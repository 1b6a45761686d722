/** The services of a compose file that have settings of an updater. */

import { type Document, isMap, isScalar, type LineCounter } from "yaml";
import { isSettingName } from "../../../src/settings/table/setting-table.ts";
import { fromEnvironment } from "./environment.ts";
import type { EnvironmentSheet } from "./sheet.ts";

const UPDATERS = /cloudflare[-_]?ddns|ddns[-_]cloudflare/i;
/** What only oznu's program has among the names that matter. */
const OZNU = ["ZONE", "ZONE_FILE"];

/** One sheet a service, in the order of the file. */
export function servicesOf(
  document: Document,
  text: string,
  lines: LineCounter,
): readonly EnvironmentSheet[] {
  const services = document.get("services");
  if (!isMap(services)) return [];
  const all: unknown = document.toJS();
  const values = new Map<string, unknown>(Object.entries(member(all, "services") ?? {}));
  const found = services.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    const body = values.get(name);
    if (typeof body !== "object" || body === null) return [];
    const range = isMap(value) ? value.range : undefined;
    const place = {
      text,
      first: range ? lines.linePos(range[0]).line : 1,
      last: range ? lines.linePos(Math.max(range[0], range[1] - 1)).line : text.split("\n").length,
    };
    const service = new Map<string, unknown>([...Object.entries(body), ["name", name]]);
    return [fromEnvironment(`Service ${name}`, service.get("environment"), place, service)];
  });
  const updaters = found.filter(hasSettings);
  return updaters.length > 0 || found.length !== 1 ? updaters : found;
}

/** Is it an updater's, by its name or image or what it says? */
export function hasSettings({ image = "", environment, title }: EnvironmentSheet): boolean {
  const names = Object.keys(environment);
  const isTold = (name: string): boolean => isSettingName(name) && !/^(?:TZ|LOG_LEVEL)$/.test(name);
  return UPDATERS.test(`${title} ${image}`) || names.some((name) => isTold(name) || OZNU.includes(name));
}

function member(value: unknown, name: string): object | undefined {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === "object" && found !== null ? found : undefined;
}
