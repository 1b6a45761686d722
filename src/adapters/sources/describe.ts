/** Names of URLs for people: nothing in them that could be a secret. */

/** `scheme://host[:port]/` alone: user, password, path and query may hold secrets. */
export function describeUrl(url: string | URL): string {
  if (!URL.canParse(String(url))) return "(no URL)";
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/`;
}
