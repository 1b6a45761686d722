/** Reads `name=value&…`, as forgiving as routers are careless: some escape everything, some nothing. */

/** Values as they came, by name in lower case. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** One reading of several texts: what stands in the query and in the form counts alike. */
export function readParameters(texts: readonly string[]): Parameters {
  const parameters = new Map<string, string[]>();
  for (const pair of texts.flatMap((text) => text.split("&"))) {
    const equals = pair.indexOf("=");
    if (equals < 0) continue;
    const name = unescaped(pair.slice(0, equals)).trim().toLowerCase();
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [pair.slice(equals + 1)]);
    else values.push(pair.slice(equals + 1));
  }
  return parameters;
}

/** What `names` say, entries between commas one by one; an empty value says nothing. */
export function entriesOf(parameters: Parameters, names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => parameters.get(name) ?? [])
    .flatMap((raw) => unescaped(raw.replaceAll("+", " ")).split(","))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** All that the first value may mean: a plus sign is a blank to a form and a plus sign to a router that escapes nothing. */
export function readingsOf(parameters: Parameters, name: string): readonly string[] {
  const [raw] = parameters.get(name) ?? [];
  if (raw === undefined) return [];
  return [...new Set([unescaped(raw.replaceAll("+", " ")), unescaped(raw), raw])];
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
