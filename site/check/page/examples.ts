/** Settings to try the page with; names and tokens in them are nobody's. */

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

export const EXAMPLES: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: "A compose file",
    text: `services:
  cloudflare-ddns:
    image: favonia/cloudflare-ddns:1
    network_mode: host
    restart: always
    environment:
      CLOUDFLARE_API_TOKEN: ${TOKEN}
      DOMAINS: home.example.org, *.home.example.org
      IP6_DOMAINS: nas.example.org{hostid6=::10}
      PROXIED: is(home.example.org)
      IP6_PROVIDER: local.iface:eth0
      UPDATE_CRON: "@every 5m"
`,
  },
  {
    name: "One with mistakes",
    text: `CLOUDFLARE_API_TOKEN="YOUR-CLOUDFLARE-API-TOKEN"
DOMAINS=home.example.org;www.example.org
PROXIED=yes
TTL=10
UPDATE_CRON=@every 5
IP4_PROVDER=cloudflare.trace
`,
  },
  {
    name: "A config.json",
    text: `{
  "cloudflare": [
    {
      "authentication": { "api_token": "${TOKEN}" },
      "zone_id": "0123456789abcdef0123456789abcdef",
      "subdomains": [{ "name": "", "proxied": false }, { "name": "www", "proxied": true }]
    }
  ],
  "a": true,
  "aaaa": false,
  "purgeUnknownRecords": false,
  "ttl": 300
}
`,
  },
  {
    name: "oznu's variables",
    text: `API_KEY=${TOKEN}
ZONE=example.org
SUBDOMAIN=home
PROXIED=true
CRON=@hourly
`,
  },
  {
    name: "Options of the app",
    text: `cloudflare_api_token: ${TOKEN}
records:
  - name: home.example.org
  - name: www.example.org
    proxied: "on"
ipv4_source: first(router; cloudflare.trace)
ipv6_source: none
schedule: "@every 5m"
`,
  },
];
