/** Records and list items as a small table. */

import type { Sandbox } from "../../test/sandbox/index.ts";

export function recordTable(cloudflare: Sandbox): string {
  const records = ["example.org", "example.net"].flatMap((zone) => cloudflare.records(zone));
  const rows = [
    ...records.map(({ type, name, content, comment }) => [type, name, content, comment ?? ""]),
    ...cloudflare
      .lists()
      .flatMap((list) => list.items.map(({ ip, comment }) => ["list", list.name, ip, comment])),
  ];
  return rows
    .map(([type = "", name = "", content = "", note = ""]) =>
      `     ${type.padEnd(6)} ${name.padEnd(20)} ${content.padEnd(18)} ${note}`.trimEnd(),
    )
    .join("\n");
}
