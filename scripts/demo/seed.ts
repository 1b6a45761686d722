/** What the stand-in Cloudflare holds at the start of the demonstration. */

import type { SandboxSeed } from "../../test/sandbox/index.ts";

const ACCOUNT = "0123456789abcdef0123456789abcdef";

export const DEMO_LIST = `${ACCOUNT}/home_ips`;

export const DEMO_SEED: SandboxSeed = {
  zones: [
    {
      name: "example.org",
      records: [
        { name: "home.example.org", type: "A", content: "198.51.100.1", comment: "front door", ttl: 300 },
        { name: "*.home.example.org", type: "A", content: "198.51.100.1" },
        {
          name: "printer.example.org",
          type: "A",
          content: "192.0.2.8",
          comment: "not ours: nobody named it",
        },
        { name: "www.example.org", type: "CNAME", content: "home.example.org" },
      ],
    },
    { name: "example.net", records: [{ name: "vpn.example.net", type: "A", content: "198.51.100.1" }] },
  ],
  lists: [{ account: ACCOUNT, name: "home_ips", items: [{ ip: "198.51.100.1", comment: "home" }] }],
};
