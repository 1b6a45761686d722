/** What each part of the tree may import, and the habits that a machine can watch (docs/architecture). */

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A folder, then what its files may import. The first row that fits counts; `node:` and packages are named one by one. */
const RULES: readonly (readonly [part: RegExp, mayImport: RegExp])[] = [
  [/^src\/core\/[^/]+$/, /^src\/core\/[^/]+$/],
  [/^src\/core\/address\//, /^(src\/core\/([^/]+|address\/.*)$|ipaddr\.js$)/],
  [/^src\/core\/name\//, /^(src\/core\/([^/]+|(address|name)\/.*)$|tr46$)/],
  [/^src\/core\/source\//, /^src\/core\/([^/]+|(address|name|source)\/.*)$/],
  [/^src\/core\/plan\//, /^(src\/core\/([^/]+|(address|name|source|plan)\/.*)$|ipaddr\.js$)/],
  [/^src\/core\/list\//, /^src\/core\/([^/]+|(address|plan|list)\/.*)$/],
  [/^src\/core\/report\//, /^src\/core\/([^/]+|(list|report)\/.*)$/],
  [/^src\/core\/journal\//, /^src\/core\/([^/]+|(address|report|journal)\/.*)$/],
  [/^src\/core\/egress\//, /^src\/core\/([^/]+|(address|egress)\/.*)$/],
  [/^src\/core\/witness\//, /^src\/core\/([^/]+|(address|name|witness)\/.*)$/],
  [/^src\/ports$/, /^src\/core\//],
  // Notifications are no part of the engine: settings read where they go, the public face opens them, nobody else knows.
  [/^src\/notify\/url\//, /^src\/(core\/|notify\/url\/)/],
  [/^src\/notify\/message\//, /^src\/notify\/message\//],
  [/^src\/notify\/services\//, /^(src\/(core\/|notify\/(url|message|services)\/)|node:crypto$)/],
  [/^src\/notify\/send\//, /^(src\/(core\/|ports$|notify\/|adapters\/(http$|egress\/))|node:|nodemailer)/],
  [/^src\/settings\/values\//, /^src\/(core\/|settings\/(values|table)\/|settings\/config$)/],
  [/^src\/settings\/grammar\//, /^(src\/(core\/|settings\/(values|grammar)\/)|(croner|re2js)$)/],
  [/^src\/settings\/table\//, /^src\/(core\/|settings\/(table\/|config$))/],
  [
    /^src\/settings\/dialects\//,
    /^(src\/(core\/|settings\/(values|grammar|table|dialects|build)\/|settings\/config$)|zod\/mini$)/,
  ],
  [
    /^src\/settings\/build\//,
    /^src\/(core\/|notify\/(url|services)\/|settings\/(values|grammar|table|build|checks)\/|settings\/config$)/,
  ],
  [/^src\/settings\/checks\/sha256$/, /^node:crypto$/],
  [
    /^src\/settings\/checks\//,
    /^src\/(core\/|settings\/(values|grammar|table|build|checks)\/|settings\/config$)/,
  ],
  [/^src\/settings\/import\//, /^src\/(core\/|settings\/)/],
  [/^src\/settings\/config$/, /^src\/core\//],
  [/^src\/settings\/[^/]+$/, /^src\/(core\/|settings\/)/],
  [/^src\/cycle\/records\//, /^src\/(core\/|ports$|cycle\/([^/]+$|records\/))/],
  [/^src\/cycle\/lists\//, /^src\/(core\/|ports$|cycle\/([^/]+$|lists\/))/],
  [/^src\/cycle\/[^/]+$/, /^src\/(core\/|ports$|cycle\/)/],
  [/^src\/engine$/, /^src\/(core\/|ports$|cycle\/)/],
  [/^src\/verification\//, /^src\/(core\/|ports$|cycle\/(account|context)$|verification\/)/],
  [/^src\/adapters\/dns-message$/, /^dns-packet$/],
  [
    /^src\/adapters\/witnesses\//,
    /^(src\/(core\/|ports$|adapters\/(witnesses\/|dns-message$|connection-trouble$|egress\/|http$|sources\/(router\/datagrams|combined\/branch)$))|dns-packet$|node:)/,
  ],
  [/^src\/schedule\//, /^(src\/(core\/|ports$|schedule\/)|croner$)/],
  [/^src\/adapters\/connection-trouble$/, /^src\/(core\/|adapters\/http$)/],
  [/^src\/adapters\/egress\//, /^(src\/(core\/|adapters\/egress\/)|node:)/],
  [/^src\/adapters\/http$/, /^(src\/(core\/|adapters\/egress\/)|node:(http|https|net|tls)$)/],
  [
    /^src\/adapters\/(clock|disk\/.*|state|state-shape)$/,
    /^(src\/(core\/|ports$|adapters\/(disk\/|state-shape$))|node:)/,
  ],
  [
    /^src\/adapters\/cloudflare\//,
    /^(src\/(core\/|ports$|adapters\/(cloudflare\/|connection-trouble$|egress\/|http$))|cloudflare\/|node:https?$)/,
  ],
  [
    /^src\/adapters\/sources\//,
    /^(src\/(core\/|ports$|adapters\/(sources\/|connection-trouble$|dns-message$|http$|disk\/))|node:)/,
  ],
  [/^src\/index$/, /^src\//],
  [/^nodes\/shared\/engine$/, /^src\/index$/],
  [/^nodes\/shared\/node-red$/, /^node-red$/],
  [/^nodes\/shared\/input\//, /^nodes\/shared\/([^/]+|input\/.*)$/],
  [/^nodes\/shared\/account\//, /^(nodes\/shared\/([^/]+|(input|account)\/.*)|node:events)$/],
  [/^nodes\/shared\/message\//, /^nodes\/shared\/([^/]+|(input|account|message)\/.*)$/],
  [/^nodes\/shared\/editor\//, /^nodes\/shared\/(editor\/|input\/source-text)/],
  [/^nodes\/cloudflare-account\//, /^(nodes\/(shared|cloudflare-account)\/|node:)/],
  [/^nodes\/detect-ip\//, /^(nodes\/(shared|detect-ip)\/|node:)/],
  [/^nodes\/update-record\//, /^(nodes\/(shared|update-record)\/|node:)/],
  [/^nodes\/sync-waf-list\//, /^(nodes\/(shared|sync-waf-list)\/|node:)/],
  // The dashboard runs in a browser: of the engine it gets pure code alone, and of the server nothing but types of the wire.
  [
    /^addon\/web\/client\//,
    /^(src\/(core\/|ports$|settings\/config$)|addon\/(web\/(client\/|wire$)|service\/service-view$)|lit)/,
  ],
  // The browser takes its types from these two, so they name the pure parts alone.
  [
    /^addon\/(service\/service-view|web\/wire)$/,
    /^(src\/(core\/|ports$|settings\/)|addon\/service\/service-view$)/,
  ],
  [
    /^addon\/web\/server\//,
    /^(src\/index$|addon\/(doorstep\/|web\/(server\/|wire$)|service\/service-view$)|node:|hono|@hono\/)/,
  ],
  [/^addon\/doorstep\//, /^(src\/index$|addon\/doorstep\/|node:)/],
  [/^addon\/push\/http\//, /^(src\/index$|addon\/(doorstep|push\/http)\/|node:)/],
  [/^addon\/push\/door\//, /^(src\/index$|addon\/(doorstep|push\/(http|door))\/|node:)/],
  [/^addon\/push\/told\//, /^(src\/index$|addon\/push\/(telling$|told\/)|node:)/],
  [/^addon\/push\/[^/]+$/, /^(src\/index$|addon\/(push\/|service\/service-view$))/],
  [/^addon\/journal\//, /^(src\/index$|addon\/journal\/|node:path$)/],
  [/^addon\/hooks\//, /^(src\/index$|addon\/hooks\/|node:crypto$)/],
  [/^addon\/supervisor\//, /^(src\/index$|addon\/supervisor\/|node:)/],
  [/^addon\/mqtt\/[^/]+$/, /^(src\/index$|node:)/],
  [
    /^addon\/mqtt\/connection\//,
    /^(src\/index$|addon\/(mqtt\/([^/]+$|connection\/)|supervisor\/)|node:|mqtt$)/,
  ],
  [/^addon\/mqtt\/source\//, /^(src\/index$|addon\/mqtt\/([^/]+$|(connection|source)\/))/],
  [/^addon\/mqtt\/keeping\//, /^(src\/index$|addon\/mqtt\/([^/]+$|(connection|keeping)\/))/],
  [
    /^addon\/mqtt\/(command|device)\//,
    /^(src\/index$|addon\/(mqtt\/([^/]+$|(connection|keeping|command|device)\/)|service\/service-view$)|node:)/,
  ],
  [
    /^addon\/home-assistant\//,
    /^(src\/index$|addon\/(home-assistant\/|mqtt\/)|ws$|home-assistant-js-websocket$|node:)/,
  ],
  [
    /^addon\/app\//,
    /^(src\/index$|addon\/(app|mqtt|supervisor)\/|addon\/service\/(log|service|service-view|world)$|node:|zod\/mini$)/,
  ],
  [
    /^addon\/cli\//,
    /^(src\/index$|addon\/(cli|app|journal|mqtt)\/|addon\/(process\/run|service\/(compose|local-time|world|log))$|node:)/,
  ],
  [/^addon\/verification\//, /^src\/index$/],
  // The page that checks settings has the settings' code inside, and in the bundle the app's options stand on it as well.
  [/^site\/check\/platform\//, /^@noble\/hashes\//],
  [/^site\/check\/sheets\//, /^(src\/settings\/|addon\/app\/option-shape$|site\/check\/sheets\/|yaml$)/],
  [
    /^site\/check\/judge\//,
    /^(src\/(core|settings)\/|addon\/app\/options$|site\/check\/(sheets|judge)\/|yaml$)/,
  ],
  [/^site\/check\/mask\//, /^(src\/settings\/values\/environment$|site\/check\/mask\/)/],
  [/^site\/check\/page\//, /^(site\/check\/(page|mask)\/|site\/check\/(judge\/answer|sheets\/sheet)$|lit$)/],
  [/^addon\/service\//, /^(src\/index$|addon\/(service|home-assistant|mqtt|push|supervisor)\/|node:|pino$)/],
  [/^addon\/process\//, /^(src\/index$|addon\/|node:)/],
  [/^addon\/[^/]+$/, /^(src\/index$|addon\/|node:)/],
];

/** Ways around the compiler or the linter: growth is a decision, so their number is kept here. */
const ESCAPES: readonly (readonly [name: string, pattern: RegExp, count: number])[] = [
  // The SDK's request function, the SDK's body of a batch, a websocket that the library types otherwise.
  ["as unknown as", /\bas unknown as\b/g, 3],
  ["biome-ignore", /biome-ignore/g, 0],
  ["@ts-expect-error, @ts-ignore", /@ts-(expect-error|ignore|nocheck)/g, 0],
  ["any", /(:|<|\bas)\s*any\b(?=\s*[;,)>[=])/g, 0],
];

const files = ["src", "nodes", "addon", "site"].flatMap((part) => sourcesIn(part)).sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));

test.each(files)("%s / look at its imports / only what its place allows", (file) => {
  const rule = RULES.find(([part]) => part.test(file.replace(/\.ts$/, "")));
  expect(rule, "a new folder needs a row").toBeDefined();
  for (const { target } of importsOf(file)) expect(target.replace(/\.ts$/, "")).toMatch(rule?.[1] ?? /$^/);
});

test("every row of the rules / look for its files / none is left over", () => {
  const names = files.map((file) => file.replace(/\.ts$/, ""));
  const idle = RULES.filter(
    ([part], index) =>
      !names.some((name) => part.test(name) && RULES.findIndex(([other]) => other.test(name)) === index),
  );
  expect(idle.map(([part]) => part.source)).toEqual([]);
});

describe("purity", () => {
  test.each(files.filter((file) => /^src\/(core|cycle|schedule)\/|^src\/(engine|ports)\.ts$/.test(file)))(
    "%s / look for clock, chance and platform / none",
    (file) => {
      expect(texts.get(file)).not.toMatch(
        /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\.|\bprocess\.|\bconsole\.|\bfetch\(/,
      );
    },
  );
});

/** Every folder that holds sources is a room. */
const rooms = [...new Set(files.map((file) => posix.dirname(file)))].sort();

test.each(rooms)("%s / open it / one sentence says what it is, and it can be seen at a glance", (room) => {
  // The nodes' folders are rooms of one kind, named by their type and described in docs/node-red.md.
  if (!/^nodes\/(?!shared)/.test(room)) {
    expect(readFileSync(join(ROOT, room, "README.md"), "utf8")).toMatch(/^[A-Z].{20,200}\.\n$/);
  }
  const sideBySide = files.filter((file) => posix.dirname(file) === room);
  expect(sideBySide.length).toBeLessThanOrEqual(15);
});

test("all files / follow their imports, of types too / no cycle", () => {
  const edges = new Map(
    files.map((file) => [
      file,
      // A part that is loaded once it is needed may know who loads it.
      importsOf(file)
        .filter(({ isLater }) => !isLater)
        .map(({ target }) => target),
    ]),
  );
  expect(cyclesIn(edges)).toEqual([]);
});

test.each(files)("%s / count its lines / at most 300", (file) => {
  const lines = (texts.get(file) ?? "").trimEnd().split("\n").length;
  expect(lines).toBeLessThanOrEqual(300);
});

test.each(ESCAPES)(
  "%s / count in src, nodes, addon and site / no more than were decided on",
  (_name, pattern, count) => {
    const found = [...texts].flatMap(([file, text]) =>
      [...withoutComments(text).matchAll(pattern)].map(() => file),
    );
    expect(found.length, found.join("\n")).toBeLessThanOrEqual(count);
  },
);

test.each(files)("%s / look at its first line / one sentence that says what it answers for", (file) => {
  expect(texts.get(file)).toMatch(/^(#!.*\n)?\/\*\*/);
});

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sourcesIn(path);
    return /\.ts$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

function importsOf(file: string): readonly { readonly target: string; readonly isLater: boolean }[] {
  const text = withoutComments(texts.get(file) ?? "");
  const statements = text.matchAll(
    /^(?:import|export)\b[^;"]*?\bfrom "(?<static>[^"]+)"|^import "(?<bare>[^"]+)"|\bimport\("(?<dynamic>[^"]+)"\)/gm,
  );
  return [...statements].map(({ groups = {} }) => {
    const named = groups["static"] ?? groups["bare"] ?? groups["dynamic"] ?? "";
    const target = named.startsWith(".") ? posix.join(posix.dirname(file), named) : named;
    return { target, isLater: groups["dynamic"] !== undefined };
  });
}

function withoutComments(text: string): string {
  return text
    .replace(/^\s*(\/\*\*?|\*).*$/gm, "")
    .replace(/^\s*\/\/.*$/gm, (line) => (/ignore|@ts-/.test(line) ? line : ""));
}

function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" > "));
    if (path.includes(file) || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}
