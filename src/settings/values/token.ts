/** Judges Cloudflare API tokens by their looks, without asking Cloudflare. */

import { type Parsed, parsed, refused } from "../../core/parsed.ts";
import { isSampleText, isVariableName } from "./samples.ts";

/** How to come by a token, for messages. */
export const HOW_TO_MAKE_A_TOKEN =
  "make an API token at https://dash.cloudflare.com/profile/api-tokens with the permission Zone – DNS – Edit for your zones, Account – Account Filter Lists – Edit if WAF lists are kept, and Account – Zero Trust – Edit if Zero Trust lists or DNS locations are";

const SHAPE = /^[A-Za-z0-9\-._~+/]+=*$/;
const ASSIGNMENT = /^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*\S/;
const QUOTED = /^["'\u201c\u2018].*["'\u201d\u2019]$/s;
const GLOBAL_KEY = /^(?:[0-9a-f]{37,45}|cfk_.*)$/;
/** Every token has at least so many characters (checked 2026-11). */
const SHORTEST = 40;
/** So few that no slip of copying explains it. */
const FAR_TOO_FEW = 20;

/** The token without blanks around it. No reason repeats any of it. `fileSetting` names a file that holds the token. */
export function parseToken(text: string, origin: "value" | "file", fileSetting?: string): Parsed<string> {
  const token = text.trim();
  const it = origin === "file" ? "the file" : "the value";
  if (token === "") return refused(`${it} is empty; ${HOW_TO_MAKE_A_TOKEN}`);
  if (/^(?:~|\.{1,2})?\/[^\s/]+\/\S*$|^[A-Za-z]:\\/.test(token)) return refused(path(it, fileSetting));
  if (isSampleText(token)) {
    return refused(
      `${it} is still the sample text of a manual; put your token there, or ${HOW_TO_MAKE_A_TOKEN}`,
    );
  }
  if (QUOTED.test(token)) return refused(`${it} is in quotation marks; write the token without them`);
  if (ASSIGNMENT.test(token) && !SHAPE.test(token)) return refused(assignment(it));
  if (/^[A-Z_]+=./.test(token)) return refused(assignment(it));
  if (/^bearer\s/i.test(token)) {
    return refused(`${it} begins with the word Bearer; write the token alone`);
  }
  if (GLOBAL_KEY.test(token)) {
    return refused(
      `${it} is a global API key, which opens the whole account and is not accepted; ${HOW_TO_MAKE_A_TOKEN}`,
    );
  }
  if (/^[0-9a-f]{32}$/i.test(token))
    return refused(`${it} is an id, as zones and accounts have, not a token; ${HOW_TO_MAKE_A_TOKEN}`);
  if (isVariableName(token))
    return refused(
      `${it} is the name of a variable or secret instead of what it holds; write the token itself`,
    );
  if (!SHAPE.test(token))
    return refused(
      `${it} has characters that no token has (letters, digits, - . _ ~ + / and = at the end are possible); copy the token again, or ${HOW_TO_MAKE_A_TOKEN}`,
    );
  if (token.length < FAR_TOO_FEW)
    return refused(
      `${it} has ${token.length} characters, where a token has ${SHORTEST} or more; copy the token again, or ${HOW_TO_MAKE_A_TOKEN}`,
    );
  const isShort = token.length < SHORTEST;
  return parsed(
    token,
    isShort
      ? [`${it} has ${token.length} characters, where a token has ${SHORTEST} or more; was it cut?`]
      : [],
  );
}

function path(it: string, fileSetting: string | undefined): string {
  const where =
    fileSetting === undefined
      ? "write the token itself"
      : `name the file that holds the token in ${fileSetting}`;
  return `${it} is a path, not a token; ${where}`;
}

function assignment(it: string): string {
  return `${it} is an assignment; write the token alone, without name and equals sign`;
}
