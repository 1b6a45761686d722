/** Nodes of ours as the editor saves them: `more` replaces what a test cares about. */

import type { FlowEntry } from "./instance.ts";

const here = { z: "tab", version: 1, wires: [["o1"], ["o2"]] };

export function accountEntry(baseUrl: string, more: FlowEntry = {}): FlowEntry {
  return { id: "acc", type: "cloudflare-account", name: "Home", baseUrl, ...more };
}

export function updateEntry(more: FlowEntry = {}): FlowEntry {
  return {
    id: "u",
    ...here,
    type: "update-record",
    account: "acc",
    record: "home.example.com",
    recordType: "str",
    families: "both",
    content: "payload",
    contentType: "msg",
    proxiedType: "keep",
    ttlType: "keep",
    commentType: "keep",
    create: true,
    dryRun: false,
    ...more,
  };
}

export function syncEntry(more: FlowEntry = {}): FlowEntry {
  return {
    id: "s",
    ...here,
    type: "sync-waf-list",
    account: "acc",
    list: "home_ips",
    listType: "str",
    items: "payload",
    itemsType: "msg",
    comment: "mine",
    mode: "own",
    allowEmpty: false,
    dryRun: false,
    ...more,
  };
}

export function detectEntry(more: FlowEntry = {}): FlowEntry {
  return {
    id: "d",
    ...here,
    type: "detect-ip",
    ipv4: "cloudflare.trace",
    ipv6: "none",
    required: "any",
    timeout: "5",
    store: "",
    ...more,
  };
}
