/** Where in Home Assistant the app's own page is, for the link of its device. */

/**
 * Supervisor names the container after the app: `_` of `<repository>_cloudflare_ddns` becomes `-` (checked 2026-11).
 * Undefined outside the app, and where the name looks otherwise.
 */
export function appPage(hostName: string): string | undefined {
  return /^[a-z0-9]+-cloudflare-ddns$/.test(hostName)
    ? `homeassistant://app/${hostName.replaceAll("-", "_")}`
    : undefined;
}
