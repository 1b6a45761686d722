/** Judges Cloudflare API tokens by their looks, without asking Cloudflare. */

import { type Parsed, parsed, refused } from "../../core/parsed.ts";

/** How to come by a token, for messages. */
export const HOW_TO_MAKE_A_TOKEN =
  "make an API token at https://dash.cloudflare.com/profile/api-tokens with the permission Zone – DNS – Edit for your zones, and Account – Account Filter Lists – Edit if WAF lists are kept";

const SHAPE = /^[A-Za-z0-9\-._~+/]+=*$/;
const ASSIGNMENT = /^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*\S/;
const QUOTED = /^["'\u201c\u2018].*["'\u201d\u2019]$/s;
const GLOBAL_KEY = /^(?:[0-9a-f]{37,45}|cfk_.*)$/;
const SAMPLES: ReadonlySet<string> = new Set([
  "your-cloudflare-api-token",
  "api_token_here",
  "api_key_here",
  "your_api_token_here",
  "your_api_key_here",
]);

/** Is it a text that somebody's manual puts where the token belongs? */
export function isSampleToken(text: string): boolean {
  return SAMPLES.has(text.trim().toLowerCase());
}

/** The token without blanks around it. No reason repeats any of it. */
export function parseToken(text: string, origin: "value" | "file"): Parsed<string> {
  const token = text.trim();
  const it = origin === "file" ? "the file" : "the value";
  if (token === "") return refused(`${it} is empty; ${HOW_TO_MAKE_A_TOKEN}`);
  if (isSampleToken(token)) {
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
  return SHAPE.test(token)
    ? parsed(token)
    : refused(
        `${it} has characters that no token has (letters, digits, - . _ ~ + / and = at the end are possible); copy the token again, or ${HOW_TO_MAKE_A_TOKEN}`,
      );
}

function assignment(it: string): string {
  return `${it} is an assignment; write the token alone, without name and equals sign`;
}
