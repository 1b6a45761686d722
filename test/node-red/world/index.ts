/** Everything the Node-RED tests need: the packed palette, a running Node-RED, the stand-in for Cloudflare. */

export { type Sandbox, startSandbox } from "../../sandbox/index.ts";
export { accountEntry, detectEntry, syncEntry, updateEntry } from "./flows.ts";
export { type FlowEntry, Instance, installPalette, type Message, startInstance } from "./instance.ts";
export { type Major, majors, type Packed, packPalette, ROOT, runtimesMissing } from "./package.ts";
