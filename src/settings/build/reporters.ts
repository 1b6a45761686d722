/** Reads where cycles are reported: monitors and notification services. */

import type { Parsed } from "../../core/parsed.ts";
import type { Secret } from "../../core/secret.ts";
import { parseNotificationUrl } from "../../notify/services/parse.ts";
import { parseHealthchecksUrl, parseUptimeKumaUrl } from "../../notify/url/monitor.ts";
import type { Config, NotificationService } from "../config.ts";
import { inClear } from "../grammar/urls.ts";
import { notificationLines } from "../values/environment.ts";
import type { Findings } from "../values/findings.ts";
import type { BuilderInput, SecretName, WrittenSecret } from "../values/written.ts";

/** What is told of cycles. */
export type Reporters = Pick<Config, "healthchecks" | "uptimeKuma" | "notifications">;

/** Reads HEALTHCHECKS, UPTIMEKUMA and SHOUTRRR. */
export function readReporters({ secrets }: BuilderInput, findings: Findings): Reporters {
  const url = (name: SecretName, parse: (text: string) => Parsed<string>): Secret | undefined => {
    const written = secrets[name];
    if (written === undefined) return undefined;
    const value = findings.about(name).takeSecret(written, parse(written.secret.reveal()));
    if (value === undefined) return undefined;
    for (const warning of inClear(value, "the address, which is a secret,"))
      findings.warn(written.setting, warning);
    return findings.hide(value);
  };
  return {
    healthchecks: url("HEALTHCHECKS", parseHealthchecksUrl),
    uptimeKuma: url("UPTIMEKUMA", parseUptimeKumaUrl),
    notifications:
      secrets.SHOUTRRR === undefined ? [] : readServices(secrets.SHOUTRRR, findings.about("SHOUTRRR")),
  };
}

/** One URL a line; lines are named by their number among those that are neither blank nor comments. */
function readServices(written: WrittenSecret, findings: Findings): readonly NotificationService[] {
  const services: NotificationService[] = [];
  for (const [index, line] of notificationLines(written.secret.reveal()).entries()) {
    const url = findings.hide(line);
    const place = `URL ${index + 1}`;
    if (/\s/.test(line)) {
      findings.problem(
        written.setting,
        `${place} holds a blank, so it is several URLs on one line or none; write one URL a line`,
      );
      continue;
    }
    const service = findings.takeSecret({ ...written, place }, parseNotificationUrl(line));
    if (service !== undefined) services.push({ kind: service.kind, url });
  }
  return services;
}
