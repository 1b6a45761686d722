/** Sources as the chooser of the dialog shows them, and as text; runs in the browser and knows no more of the grammar than it offers. */

/** One source: its kind, and what stands behind the colon. `text` is written by the user as it stands. */
export interface SimpleChoice {
  readonly kind: string;
  readonly argument: string;
}

/** Several sources: the first that answers, or `count` that agree. */
export interface CombinedChoice {
  readonly kind: "first" | "agree";
  readonly count: number;
  readonly members: readonly SimpleChoice[];
}

export type Choice = SimpleChoice | CombinedChoice;

/** Kinds that the chooser offers; `families` where it makes sense for one of them alone. */
export interface KindOffer {
  readonly kind: string;
  /** Whether something stands behind the colon; absent: nothing does, nor a colon. */
  readonly argument?: "needed" | "optional";
  readonly family?: 4 | 6;
}

export const OFFERS: readonly KindOffer[] = [
  { kind: "cloudflare.trace" },
  { kind: "cloudflare.doh" },
  { kind: "ipify" },
  { kind: "router", argument: "optional" },
  { kind: "url", argument: "needed" },
  { kind: "url.via4", argument: "needed", family: 6 },
  { kind: "url.via6", argument: "needed", family: 4 },
  { kind: "local" },
  { kind: "local.iface", argument: "needed" },
  { kind: "local.iface.stable", argument: "needed", family: 6 },
  { kind: "homeassistant", argument: "needed" },
  { kind: "file", argument: "needed" },
  { kind: "command", argument: "needed" },
  { kind: "static", argument: "needed" },
];

/** Any text as a choice; what the chooser has no picture for is `text`. */
export function readChoice(source: string): Choice {
  const text = source.trim();
  const word = /^(first|agree)\s*\(/.exec(text)?.[1];
  if (word === undefined) return readSimple(text);
  const parts = splitMembers(text.slice(text.indexOf("(")));
  if (parts === undefined) return { kind: "text", argument: text };
  const counted = word === "agree";
  const count = counted ? Number(parts[0]) : 1;
  const members = (counted ? parts.slice(1) : parts).map((part) => readSimple(part.trim()));
  if (!Number.isInteger(count) || count < 1 || members.length === 0) return { kind: "text", argument: text };
  return { kind: counted ? "agree" : "first", count, members };
}

/** The text that the node keeps. */
export function formatChoice(choice: Choice): string {
  if (!("members" in choice)) return formatSimple(choice);
  const members = choice.members.map(formatMember);
  return choice.kind === "agree"
    ? `agree(${[choice.count, ...members].join("; ")})`
    : `first(${members.join("; ")})`;
}

function readSimple(text: string): SimpleChoice {
  if (text === "" || text === "none") return { kind: "none", argument: "" };
  const colon = text.indexOf(":");
  const kind = colon < 0 ? text : text.slice(0, colon).trim();
  const offer = OFFERS.find((entry) => entry.kind === kind);
  const fits = offer?.argument === "optional" || (offer?.argument === "needed") === colon >= 0;
  if (offer === undefined || !fits) return { kind: "text", argument: text };
  return { kind, argument: colon < 0 ? "" : text.slice(colon + 1).trim() };
}

function formatSimple({ kind, argument }: SimpleChoice): string {
  if (kind === "text") return argument.trim();
  const behind = argument.trim();
  const offer = OFFERS.find((entry) => entry.kind === kind);
  if (offer?.argument === undefined || (offer.argument === "optional" && behind === "")) return kind;
  return `${kind}:${behind}`;
}

/** Inside parentheses `;` and `)` mean something, so they are written so that they do not. */
function formatMember(member: SimpleChoice): string {
  const argument = member.argument.trim();
  if (member.kind.startsWith("url")) {
    const encoded = argument.replace(
      /[;()]/g,
      (sign) => ({ ";": "%3B", "(": "%28", ")": "%29" })[sign] ?? sign,
    );
    return formatSimple({ ...member, argument: encoded });
  }
  if (member.kind === "command" && argument.includes(";") && !/^\(.*\)$/s.test(argument)) {
    return formatSimple({ ...member, argument: `(${argument})` });
  }
  return formatSimple(member);
}

/** What stands between the outer parentheses, split at `;`; undefined where they are not one balanced pair. */
function splitMembers(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")") depth--;
    if (depth === 0 || (text[at] === ";" && depth === 1)) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) return at === text.length - 1 ? parts : undefined;
  }
  return undefined;
}
