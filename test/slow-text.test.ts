/** Text made to be slow: every reader that meets words of others is through with them at once. */

import { expect, test } from "vitest";
import { readItems, readListName } from "../nodes/sync-waf-list/input.ts";
import { readComment, readContents, readNames, readProxied, readTtl } from "../nodes/update-record/input.ts";
import { readAddressLines, readOneAddress } from "../src/adapters/sources/remote/address-text.ts";
import { readTrace } from "../src/adapters/sources/remote/cloudflare-trace.ts";
import { parseDetectedAddress } from "../src/core/address/address.ts";
import { parsePrefix } from "../src/core/address/prefix.ts";
import { quote } from "../src/core/parsed.ts";
import { parseSource } from "../src/core/source/parse.ts";
import { readEntity, readMessage } from "../src/core/source/told.ts";

const LENGTH = 80_000;
const telling = { source: "x", family: 4, rejectCloudflare: true } as const;
const rules = { family: 6, origin: "network", rejectCloudflare: true } as const;

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "items of a list": (text) => readItems(text, { origin: "network", allowEmpty: false }),
  "items the user wrote": (text) => readItems(text, { origin: "written", allowEmpty: false }),
  "contents of records": (text) => readContents(text, [4, 6], "network"),
  names: (text) => readNames(text),
  "a list's name": (text) => readListName(text, "waf"),
  "proxied, TTL, comment": (text) =>
    [readProxied, readTtl, readComment].map((read) => outcome(() => read(text))),
  "an address": (text) => parseDetectedAddress(text, 6, "network"),
  "an address of a page": (text) => readOneAddress(text, rules),
  "lines of a page": (text) => readAddressLines(text, rules),
  "a trace page": (text) => readTrace(text, new URL("https://a.example/"), rules),
  "a prefix": (text) => parsePrefix(text),
  "a message": (text) => readMessage(text, undefined, telling),
  "a field": (text) => readMessage(text, text, telling),
  "an entity": (text) => readEntity({ state: text, attributes: { a: text } }, "sensor.a", "a", telling),
  "a source": (text) => parseSource(text, 4),
  "what is shown of it": quote,
};

/** Beginnings, a body that is repeated, and an end that spoils what matched so far. */
const PIECES = [
  " ",
  "\t",
  "\n",
  "\r",
  ",",
  ";",
  "#",
  ":",
  ".",
  "/",
  "%",
  "1",
  "a",
  "-",
  "0.",
  "1:",
  "::",
  "ü",
  "(",
  "[",
  '"',
  "\\",
  "first(",
  "\u2028",
  "a.",
  "a b ",
];
const ENDS = ["", "x", "!", "\u2028", "/", "%", "."];

function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return "refused";
  }
}

test.each(Object.keys(READERS))(
  "%s / text of 80,000 characters made to be slow / through at once",
  (name) => {
    const read = READERS[name] ?? quote;
    for (const piece of PIECES) {
      for (const end of ENDS) {
        const text = piece.repeat(LENGTH / piece.length) + end;
        const started = performance.now();
        outcome(() => read(text));
        outcome(() => read(`1${text}`));
        expect(performance.now() - started, JSON.stringify(`${piece}…${end}`)).toBeLessThan(400);
      }
    }
  },
);
