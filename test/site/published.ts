/** Settings in the forms in which people publish them: what the manuals of other updaters show, and what is made of that. */

export const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

export const FAVONIA = `# my dns
services:
  cloudflare-ddns:
    image: favonia/cloudflare-ddns:1
    network_mode: host
    restart: always
    user: "1000:1000"
    read_only: true
    cap_drop: [all]
    security_opt: [no-new-privileges:true]
    environment:
      - CLOUDFLARE_API_TOKEN=${TOKEN}
      - DOMAINS=example.org,www.example.org,example.io
      - PROXIED=is(www.example.org)
      - IP6_PROVIDER=none
`;

export const FAVONIA_SECRET = `services:
  proxy:
    image: traefik:3
    environment:
      TZ: Europe/Berlin
  ddns:
    image: favonia/cloudflare-ddns:latest
    environment:
      CLOUDFLARE_API_TOKEN_FILE: /run/secrets/cf
      DOMAINS: \${DOMAIN:-home.example.org}
      IP4_DOMAINS: \${EXTRA}
      UPDATE_CRON: "*/5 * * * *"
      SHOUTRRR: |
        discord://abcdefghijklmnopqrstuvwxyz@123456789012345678
        ntfy://:tk_supersecretaccess@ntfy.example.org/ddns
    secrets: [cf]
secrets:
  cf: { file: ./cf }
`;

export const TIMOTHYMILLER_FILE = `services:
  cloudflare-ddns:
    image: timothyjmiller/cloudflare-ddns:latest
    network_mode: host
    environment:
      - PUID=1000
      - PGID=1000
    volumes:
      - ./config.json:/config.json
`;

export const TIMOTHYMILLER_ENVIRONMENT = `services:
  cf:
    image: timothyjmiller/cloudflare-ddns:latest
    environment:
      CLOUDFLARE_API_TOKEN: ${TOKEN}
      DOMAINS: example.com,www.example.com
      PROXIED: sub(example.com)
      TTL: 300
      UPDATE_CRON: "@every 300"
`;

export const CONFIG_JSON = `{
  "cloudflare": [
    {
      "authentication": {
        "api_token": "${TOKEN}",
        "api_key": { "api_key": "api_key_here", "account_email": "your_email_here" }
      },
      "zone_id": "0123456789abcdef0123456789abcdef",
      "subdomains": [
        { "name": "", "proxied": false },
        { "name": "wg_x!", "proxied": false }
      ]
    }
  ],
  "a": true,
  "aaaa": true,
  "purgeUnknownRecords": false,
  "ttl": 300,
  "colour": "blue"
}
`;

export const OZNU = `version: '2'
services:
  cloudflare-ddns:
    image: oznu/cloudflare-ddns:latest
    restart: always
    environment:
      - API_KEY=${TOKEN}
      - ZONE=example.com
      - SUBDOMAIN=subdomain
      - PROXIED=false
`;

export const DOCKER_RUN = `docker run \\
  --network host \\
  -e CLOUDFLARE_API_TOKEN=${TOKEN} \\
  -e "DOMAINS=example.org, www.example.org" \\
  -e 'PROXIED=true' \\
  favonia/cloudflare-ddns:1
`;

export const OPTIONS = `cloudflare_api_token: ${TOKEN}
records:
  - name: home.example.org
  - name: www.example.org
    proxied: maybe
  - name: nas.example.org
    ttl: 5
push_clients:
  - name: fritzbox
    password: a-password-of-12-characters
schedule: "@every 5m"
mqtt:
  url: mqtt://broker.example.org
`;

export const KUBERNETES = `apiVersion: v1
kind: ConfigMap
metadata: { name: ddns }
data:
  PROXIED: "true"
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ddns
spec:
  template:
    spec:
      containers:
        - name: updater
          image: favonia/cloudflare-ddns:latest
          envFrom:
            - configMapRef: { name: ddns }
          env:
            - name: CLOUDFLARE_API_TOKEN
              valueFrom:
                secretKeyRef: { name: cf, key: token }
            - name: MQTT_PASSWORD
              value: supersecret-and-long
            - name: MQTT_URL
              value: mqtt://broker.example.org
            - name: DOMAINS
              value: home.example.org
            - name: TTL
              value: "5"
        - name: sidecar
          image: busybox
`;
