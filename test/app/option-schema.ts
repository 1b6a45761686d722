/** Supervisor's rules for `schema` and `options` of config.yaml, as reference texts of 2026-11 give them. */

type Values = Readonly<Record<string, unknown>>;

const TYPES =
  /^(?:bool|email|url|port|device(?:\(subsystem=[a-z0-9]+\))?|(?:str|password)(?:\(-?\d*,-?\d*\))?|(?:int|float)(?:\(-?[\d.]*,-?[\d.]*\))?|match\(.+\)|list\([^()]+\))\??$/;

/** Every type of the schema that Supervisor would refuse, by option. */
export function badTypes(schema: unknown, at = ""): readonly string[] {
  if (typeof schema === "string") return TYPES.test(schema) ? [] : [`${at}: ${schema}`];
  if (Array.isArray(schema))
    return schema.length === 0 ? [`${at}: an empty list`] : badTypes(schema[0], `${at}[]`);
  if (!isObject(schema)) return [`${at}: ${String(schema)}`];
  return Object.entries(schema).flatMap(([name, inner]) =>
    badTypes(inner, at === "" ? name : `${at}.${name}`),
  );
}

/** Why Supervisor would not start the app with these options. */
export function refusedOptions(schema: unknown, options: unknown, at = ""): readonly string[] {
  if (typeof schema === "string")
    return isGood(schema, options) ? [] : [`${at}: ${String(options)} is no ${schema}`];
  if (Array.isArray(schema)) {
    if (!Array.isArray(options)) return [`${at}: no list`];
    return options.flatMap((each, index) => refusedOptions(schema[0], each, `${at}[${index}]`));
  }
  if (!isObject(schema) || !isObject(options)) return [`${at}: no group`];
  return Object.entries(schema).flatMap(([name, inner]) => {
    const path = at === "" ? name : `${at}.${name}`;
    if (name in options) return refusedOptions(inner, options[name], path);
    // Groups and lists of groups can never be left out.
    return typeof inner === "string" && inner.endsWith("?") ? [] : [`Missing option ${path}`];
  });
}

/** Names in the order of the schema, `records[].ttl` for one that repeats. */
export function schemaNames(schema: unknown, at = ""): readonly string[] {
  if (Array.isArray(schema)) return schemaNames(schema[0], `${at}[]`);
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, inner]) => {
    const path = at === "" ? name : `${at}.${name}`;
    return [path, ...schemaNames(inner, path)];
  });
}

/** What is left of a null, a blank or a wrong type: Supervisor takes none of them for another. */
function isGood(type: string, value: unknown): boolean {
  const [, name = "", inner = ""] = /^([a-z]+)(?:\((.*)\))?\??$/.exec(type) ?? [];
  switch (name) {
    case "bool":
      return typeof value === "boolean";
    case "int":
      return Number.isInteger(value) && isWithin(Number(value), inner);
    case "float":
      return typeof value === "number" && isWithin(value, inner);
    case "list":
      return typeof value === "string" && inner.split("|").includes(value);
    case "match":
      return typeof value === "string" && new RegExp(`^(?:${inner})`).test(value);
    case "str":
    case "password":
      return typeof value === "string" && isWithin(value.length, inner);
    default:
      return false;
  }
}

function isWithin(number: number, limits: string): boolean {
  const [least = "", most = ""] = limits.split(",");
  return (least === "" || number >= Number(least)) && (most === "" || number <= Number(most));
}

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
