/** What the URLs of monitors may look like. */

import { describe, expect, test } from "vitest";
import { parseHealthchecksUrl, parseUptimeKumaUrl } from "../../../src/notify/url/monitor.ts";

describe("Healthchecks", () => {
  test.each([
    ["https://hc-ping.com/5f0d-uuid", "https://hc-ping.com/5f0d-uuid"],
    ["https://hc-ping.com/5f0d-uuid/", "https://hc-ping.com/5f0d-uuid"],
    [" http://health.example.org:8000/ping/key/slug ", "http://health.example.org:8000/ping/key/slug"],
    ["https://[2001:db8::1]:8000/ping/abc", "https://[2001:db8::1]:8000/ping/abc"],
  ])("%s / parsed / accepted", (text, value) => {
    expect(parseHealthchecksUrl(text)).toEqual({ ok: true, value, warnings: [] });
  });

  test.each([
    "hc-ping.com/s3cr3t",
    "/s3cr3t",
    "ftp://hc-ping.com/s3cr3t",
    "https:///s3cr3t",
    "https://hc-ping.com/s3cr3t?create=1",
    "https://hc-ping.com/s3cr3t?",
    "https://hc-ping.com/s3cr3t#a",
    "https://hc-ping.com/s3cr3t https://hc-ping.com/other",
    "https://hc-ping.com:99999/s3cr3t",
    "s3cr3t",
  ])("%s / parsed / refused without repeating it", (text) => {
    const parsed = parseHealthchecksUrl(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain("s3cr3t");
  });
});

describe("Uptime Kuma", () => {
  const base = "https://kuma.example.org/api/push/s3cr3t";

  test.each([base, `${base}/`, `${base}?status=up&msg=OK&ping=`, `${base}?ping=`, `${base}?`])(
    "%s / parsed / the base alone, silently",
    (text) => {
      expect(parseUptimeKumaUrl(text)).toEqual({ ok: true, value: base, warnings: [] });
    },
  );

  test.each([`${base}?status=down`, `${base}?status=up&s3cr3t=1`, `${base}?msg=hello`])(
    "%s / parsed / the base with one warning",
    (text) => {
      const parsed = parseUptimeKumaUrl(text);
      expect(parsed).toMatchObject({ ok: true, value: base });
      expect(parsed.ok && parsed.warnings).toHaveLength(1);
      expect(parsed.ok && parsed.warnings.join()).not.toContain("s3cr3t");
    },
  );

  test.each(["kuma.example.org/s3cr3t", "mqtt://kuma/s3cr3t", `${base}#s3cr3t`])(
    "%s / parsed / refused without repeating it",
    (text) => {
      const parsed = parseUptimeKumaUrl(text);
      expect(parsed.ok).toBe(false);
      expect(JSON.stringify(parsed)).not.toContain("s3cr3t");
    },
  );
});
