/** What may be written of a DNS location: a PUT resets whatever it leaves out. */

const WRITABLE: readonly string[] = [
  "client_default",
  "dns_destination_ips_id",
  "ecs_support",
  "endpoints",
  "max_ttl",
];

/** The writable fields that the location has, exactly as they were read. */
export function writableFields(location: object): Readonly<Record<string, unknown>> {
  const all = location as Readonly<Record<string, unknown>>;
  return Object.fromEntries(WRITABLE.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}
