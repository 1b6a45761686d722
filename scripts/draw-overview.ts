/** Draws the picture of the README, for light and for dark pages: `node scripts/draw-overview.ts`. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Colours {
  readonly card: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly orange: string;
}

const COLOURS: Readonly<Record<"light" | "dark", Colours>> = {
  light: {
    card: "#ffffff",
    line: "#c9d2d9",
    text: "#1b2329",
    muted: "#55616a",
    accent: "#0a6f96",
    orange: "#d45f00",
  },
  dark: {
    card: "#191e24",
    line: "#3a444d",
    text: "#e6eaed",
    muted: "#a4aeb6",
    accent: "#6cc6e8",
    orange: "#f6a04d",
  },
};

const TITLE =
  "The address of the home comes from a router, services on the internet, Home Assistant or the machine itself; the program detects, decides, plans, guards, applies and reports; Cloudflare's records and lists follow.";
const WIDTH = 960;
const HEIGHT = 400;
const SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

const SOURCES: readonly (readonly [what: string, how: string])[] = [
  ["Your router", "asked, heard, or telling"],
  ["The internet", "several services that agree"],
  ["Home Assistant, MQTT", "an entity, a topic"],
  ["This machine", "an interface, a file"],
];
const KEPT: readonly (readonly [what: string, how: string])[] = [
  ["A and AAAA records", "content alone; the rest stays"],
  ["WAF lists", "only your home gets through"],
  ["Zero Trust lists", "Access, Gateway"],
  ["DNS locations", "your resolver"],
];
const STAGES = ["detect", "decide", "plan", "guard", "apply", "report"];
const WORN = ["Home Assistant app", "Node-RED nodes", "Docker, command line"];

/** The picture as SVG. */
export function drawOverview(scheme: keyof typeof COLOURS): string {
  const colours = COLOURS[scheme];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="${SANS}">
<title>${TITLE}</title>
${column(20, "Where the address comes from", SOURCES, colours, colours.accent)}
${column(700, "What follows at Cloudflare", KEPT, colours, colours.orange)}
${engine(colours)}
${arrow(266, 336, colours.accent)}
${arrow(624, 694, colours.orange)}
${label(301, 186, "203.0.113.7", 11, colours.muted)}
${label(659, 186, "one batch", 11, colours.muted)}
</svg>
`;
}

function column(
  x: number,
  title: string,
  boxes: readonly (readonly [string, string])[],
  colours: Colours,
  edge: string,
): string {
  const drawn = boxes.map(([what, how], index) => {
    const y = 56 + index * 80;
    return `<rect x="${x}" y="${y}" width="240" height="64" rx="10" fill="${colours.card}" stroke="${colours.line}"/>
<rect x="${x}" y="${y + 12}" width="4" height="40" rx="2" fill="${edge}"/>
${text(x + 20, y + 28, what, 16, colours.text, 600)}
${text(x + 20, y + 48, how, 13, colours.muted)}`;
  });
  return [text(x, 36, title, 14, colours.muted), ...drawn].join("\n");
}

function engine(colours: Colours): string {
  const { card, accent, text: ink, muted, line } = colours;
  const stages = STAGES.map((stage, index) => {
    const x = 364 + (index % 3) * 80;
    const y = 118 + Math.floor(index / 3) * 40;
    return `<rect x="${x}" y="${y}" width="72" height="30" rx="15" fill="none" stroke="${accent}" stroke-width="1.5"/>
${label(x + 36, y + 20, stage, 13, ink)}`;
  });
  const worn = WORN.map((name, index) => {
    const y = 238 + index * 40;
    return `<rect x="364" y="${y}" width="232" height="32" rx="8" fill="none" stroke="${line}"/>
${label(480, y + 21, name, 14, ink)}`;
  });
  return [
    `<rect x="342" y="56" width="276" height="304" rx="14" fill="${card}" stroke="${accent}" stroke-width="2"/>`,
    label(480, 94, "Cloudflare DDNS", 20, ink, 700),
    ...stages,
    label(480, 222, "worn as", 13, muted),
    ...worn,
    label(480, 386, "in doubt, everything stays as it is", 13, muted),
  ].join("\n");
}

function arrow(from: number, to: number, colour: string): string {
  const y = 208;
  return `<path d="M${from} ${y}H${to - 4}" stroke="${colour}" stroke-width="3" fill="none"/>
<path d="M${to - 12} ${y - 8}L${to} ${y}L${to - 12} ${y + 8}" stroke="${colour}" stroke-width="3" fill="none" stroke-linecap="round" stroke-linejoin="round"/>`;
}

function text(x: number, y: number, words: string, size: number, colour: string, weight = 400): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${words}</text>`;
}

/** Centred. */
function label(x: number, y: number, words: string, size: number, colour: string, weight = 400): string {
  return text(x, y, words, size, colour, weight).replace("<text", '<text text-anchor="middle"');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const scheme of ["light", "dark"] as const)
    writeFileSync(new URL(`../docs/images/overview-${scheme}.svg`, import.meta.url), drawOverview(scheme));
