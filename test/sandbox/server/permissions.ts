/** Answers for permissions as the dashboard and the API name them: `Account – Zero Trust – Edit` and `Zero Trust Write` are one. */

export const permissions = [
  "dns:read",
  "dns:edit",
  "zone:read",
  "lists:read",
  "lists:edit",
  "zero-trust:read",
  "zero-trust:edit",
  "locations:edit",
] as const;
export type Permission = (typeof permissions)[number];

/** What the name says between the resource in front and the right behind. */
const subjects: readonly (readonly [name: RegExp, permission: string])[] = [
  [/^(zone )?dns$/, "dns"],
  [/^(zone )?zone$/, "zone"],
  [/^(account )*(filter|rule) lists$/, "lists"],
  [/^(account )*(cloudflare )?zero trust$/, "zero-trust"],
  [/^(account )*(cloudflare )?zero trust secure dns locations$/, "locations"],
];

/** A permission under any of its names; one that the sandbox has no use for stays as it is and opens nothing. */
export function readPermission(name: string): string {
  if (permissions.some((permission) => permission === name)) return name;
  // en dash, colon, slash, `>` and a dot all stand between the parts in one place or another
  const words = name.toLowerCase().split(/[^a-z]+/u);
  const [right = ""] = words.splice(-1);
  const subject = subjects.find(([pattern]) => pattern.test(words.join(" ")))?.[1];
  if (subject === undefined || !/^(read|edit|write)$/.test(right)) return name;
  return subject === "zone" || right === "read" ? `${subject}:read` : `${subject}:edit`;
}

/** Whoever may edit may read. */
export function holds(held: readonly string[], needed: Permission): boolean {
  return held.includes(needed) || held.includes(needed.replace(":read", ":edit"));
}
