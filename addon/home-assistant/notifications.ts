/** Shows a failure that is told (T6) in Home Assistant's own notifications, and takes it back when it is over. */

import {
  type CycleListener,
  type CycleReport,
  escapeMarkdown,
  observationsOf,
  traitsOf,
} from "../../src/index.ts";
import type { Log } from "../mqtt/log.ts";
import type { HomeAssistant } from "./connection.ts";
import { standingNotice } from "./standing-notice.ts";

const MOST_LINES = 10;

export interface NotificationsOptions {
  readonly homeAssistant: Pick<HomeAssistant, "call" | "onConnected">;
  readonly instance: string;
  readonly log: Log;
}

export interface HomeAssistantNotifications extends CycleListener {
  stop(): void;
}

export function homeAssistantNotifications({
  homeAssistant,
  instance,
  log,
}: NotificationsOptions): HomeAssistantNotifications {
  const notice = standingNotice({ homeAssistant, id: `cloudflare_ddns_${instance}`, instance, log });
  let wanted: string | null | undefined;
  return {
    cycleEnded(report, { alert, stands }) {
      if (report.dryRun) return;
      if (!stands) wanted = null;
      // One that was told before a restart stands in Home Assistant, or is shown again.
      else if (alert !== undefined || wanted === undefined) wanted = describeFailure(report);
      notice.want(wanted);
    },
    stop: notice.stop,
  };
}

/** What keeps failing, one line each, as Markdown. */
export function describeFailure(report: CycleReport): string {
  const lines = [
    ...observationsOf(report).flatMap(({ detection, family, site }) =>
      detection.status === "unavailable" && detection.absent !== true
        ? [`No ${family} address${site === "" ? "" : ` of ${site}`}: ${plain(detection.reason)}`]
        : [],
    ),
    ...report.records.flatMap(({ name, type, error }) =>
      error ? [`\`${name} ${type}\`: ${plain(error.message)}`] : [],
    ),
    ...report.lists.flatMap(({ kind, name, error }) =>
      error ? [`${traitsOf(kind).noun} \`${name}\`: ${plain(error.message)}`] : [],
    ),
  ];
  const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : [];
  const list = [...lines.slice(0, MOST_LINES), ...more].map((line) => `- ${line}`).join("\n");
  return `Some addresses could not be brought up to date:\n\n${list}\n\nThis notification goes away by itself when all is right again.`;
}

/** Words of others as words: no markup and no link comes of them. */
function plain(text: string): string {
  return escapeMarkdown(text)
    .replaceAll("&", "&amp;")
    .replace(/\b(https?|ftp):\/\//gi, "$1\\://")
    .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}\\.`);
}
