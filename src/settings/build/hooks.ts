/** Reads the hooks: the program that is run and the address that is posted to after a cycle that changed something. */

import type { Secret } from "../../core/secret.ts";
import { parseWebhookUrl } from "../../notify/url/monitor.ts";
import type { HooksConfig, WebhookConfig } from "../config.ts";
import { inClear } from "../grammar/urls.ts";
import type { Findings } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";

export function readHooks(input: BuilderInput, findings: Findings): HooksConfig {
  return { onChange: readProgram(input, findings), webhook: readWebhook(input, findings) };
}

/** Its line may hold anything, so nothing that is said repeats it. */
function readProgram({ appMode, settings }: BuilderInput, findings: Findings): string | undefined {
  const written = settings.ON_CHANGE;
  if (written === undefined || !appMode) return written?.text;
  findings.problem(
    written.setting,
    "it runs a program, which the Home Assistant app does not do; let an automation hear its events, or set WEBHOOK_URL",
  );
  return undefined;
}

function readWebhook({ secrets }: BuilderInput, findings: Findings): WebhookConfig | undefined {
  const { WEBHOOK_URL: written, WEBHOOK_SECRET: key } = secrets;
  if (written === undefined) {
    if (key !== undefined) findings.warn(key.setting, "it has no effect while WEBHOOK_URL is not set");
    return undefined;
  }
  const text = findings.takeSecret(written, parseWebhookUrl(written.secret.reveal()));
  if (text === undefined) return undefined;
  for (const warning of inClear(text, "the report, and the address itself,"))
    findings.warn(written.setting, warning);
  const url: Secret = findings.hide(text);
  return { url, secret: key?.secret };
}
