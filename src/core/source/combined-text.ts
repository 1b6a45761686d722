/** Combined sources as text: `first(a; b)`, `agree(n; a; b)` and `all(a; b)`. */

import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { SourceSpec } from "./spec.ts";

/**
 * `text` begins with the word and its parenthesis; `parseMember` reads one member.
 * No member may be `none` or `static.empty`: else a failed detection could turn into a clear (D5).
 */
export function parseCombination(
  text: string,
  parseMember: (text: string) => Parsed<SourceSpec>,
): Parsed<SourceSpec> {
  const open = text.indexOf("(");
  const kind = kindOf(text.slice(0, open).trim());
  const parts = splitMembers(text.slice(open));
  if (parts === undefined) {
    return refused(`the parentheses of ${kind}(…) are not balanced, or something follows the last one`);
  }
  const counted = kind === "agree" ? parts.slice(0, 1) : [];
  const members: SourceSpec[] = [];
  const warnings: string[] = [];
  const count = readCount(counted[0]);
  if (kind === "agree" && count === undefined) {
    return refused(
      `agree begins with how many answers must be equal, a whole number from 1 on: agree(2; cloudflare.trace; ipify), not ${quote(counted[0] ?? "")}`,
    );
  }
  for (const [index, part] of parts.entries()) {
    if (index < counted.length) continue;
    if (part.trim() === "") return refused(`a member of ${kind}(…) is empty`);
    const member = parseMember(part);
    if (!member.ok) return refused(`in ${kind}(…): ${member.reason}${aboutSemicolon(parts[index - 1])}`);
    if (member.value.kind === "none" || member.value.kind === "static.empty") {
      return refused(
        `${member.value.kind} cannot be a member of ${kind}(…), for a failed detection must not remove anything`,
      );
    }
    members.push(member.value);
    warnings.push(...member.warnings);
  }
  if (members.length === 0) return refused(`${kind}(…) has no member`);
  if (kind !== "agree" || count === undefined)
    return parsed({ kind: kind === "all" ? "all" : "first", members }, warnings);
  if (count > members.length) {
    return refused(
      `agree wants ${count} equal answers of ${members.length} ${members.length === 1 ? "member" : "members"}`,
    );
  }
  if (new Set(members.map((member) => JSON.stringify(member))).size < members.length)
    warnings.push("agree names a source twice, which then agrees with itself");
  return parsed({ kind: "agree", count, members }, warnings);
}

function kindOf(word: string): "first" | "agree" | "all" {
  return word === "agree" || word === "all" ? word : "first";
}

/** A member that follows a URL or a command may be the rest of it. */
function aboutSemicolon(previous: string | undefined): string {
  const text = previous?.trim() ?? "";
  if (text.startsWith("url")) return "; where the ; belongs to the URL, write %3B";
  return text.startsWith("command:")
    ? "; where the ; belongs to the command, write the command in parentheses"
    : "";
}

/** The parts between the outer parentheses, split at each `;` that no inner pair encloses; undefined where the text is not one balanced pair. */
function splitMembers(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    const closed = depth === 0;
    if (closed || (character === ";" && depth === 1)) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
    if (closed) return at === text.length - 1 ? parts : undefined;
  }
  return undefined;
}

function readCount(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  return /^[1-9]\d{0,2}$/.test(trimmed) ? Number(trimmed) : undefined;
}
