/** Brings saved update-record nodes of older versions up to date. */

import { type Migration, withType } from "../shared/input/saved.ts";

const KEEP = { value: "", type: "keep" };

export const migrations: readonly Migration[] = [
  // 0: written by hand, without version: values without types, or nothing at all.
  (saved) => {
    const record = withType({ name: "", families: "both", create: true, dryRun: false, ...saved }, "record", {
      value: "",
      type: "str",
    });
    const content = withType(contentAsProperty(record), "content", { value: "payload", type: "msg" });
    return ["proxied", "ttl", "comment"].reduce(
      (properties, property) => withType(properties, property, KEEP),
      content,
    );
  },
];

/** `content: "payload"` without a type means the property of the message, not an address of that name. */
function contentAsProperty(saved: Parameters<Migration>[0]): Parameters<Migration>[0] {
  return saved["content"] === "payload" && saved["contentType"] === undefined
    ? { ...saved, contentType: "msg" }
    : saved;
}
