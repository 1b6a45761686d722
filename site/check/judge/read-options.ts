/** Reads the options of the Home Assistant app. */

import { parseAppOptions } from "../../../addon/app/options.ts";
import type { Sheet } from "../sheets/sheet.ts";
import type { Reading } from "./answer.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { judged } from "./reading.ts";

const TOKEN = "cloudflare_api_token";

export function readOptions(
  { title, options, locate }: Extract<Sheet, { kind: "options" }>,
  elsewhere: Elsewhere,
): Reading {
  return {
    title,
    readAs: "Options of the Home Assistant app",
    ...judged(parseAppOptions(withToken(options, elsewhere), {}), locate),
    native: { kind: "none", why: "These are the app's own options; nothing has to be translated." },
    wanted: elsewhere.wanted,
  };
}

function withToken(options: unknown, elsewhere: Elsewhere): unknown {
  if (typeof options !== "object" || options === null) return options;
  const token: unknown = Reflect.get(options, TOKEN);
  const isThere = token !== undefined && token !== null && token !== "";
  return isThere ? options : { ...options, [TOKEN]: elsewhere.token(TOKEN) };
}
