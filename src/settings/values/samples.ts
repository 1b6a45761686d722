/** Tells the texts that manuals put where a secret belongs from secrets. */

const SAMPLE_WORDS =
  /(?:^|-)(?:your|my-own|changeme|change-me|change-this|placeholder|example|sample|dummy|todo|tbd|insert|replace|replaceme|enter|paste|redacted|here|supersecret)(?:-|$)/;
/** The thing named instead of given: `api-token`, `cloudflare-api-key`. */
const NAMED_THING =
  /^(?:the-|my-|a-)?(?:cloudflare-|cf-|api-|access-|secret-|dns-)*(?:token|key|secret|password)s?$/;
/** In a text that is too short for a token: nobody draws these at random. */
const RUNS = /^(.)\1{2,}$|x{6}|\*{3}|\.{3}/i;
const SHORTER_THAN_A_TOKEN = 40;

/** Is it a text that stands for a secret? */
export function isSampleText(text: string): boolean {
  const words = text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const isNamedThing = NAMED_THING.test(words) && !isVariableName(text);
  const isRun = text.trim().length < SHORTER_THAN_A_TOKEN && RUNS.test(text.trim());
  return isRun || SAMPLE_WORDS.test(words) || isNamedThing || /^your/.test(words);
}

/** Is it the name of an environment variable, such as `CF_DNS_API_TOKEN`? */
export function isVariableName(text: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) && /[A-Z]{2}/.test(text);
}
