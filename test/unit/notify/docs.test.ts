/** The page about notifications names every service, in a form that is taken. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NOTIFICATION_KINDS, parseNotificationUrl } from "../../../src/notify/services/parse.ts";
import { SERVICES } from "../../../src/notify/services/table.ts";

const page = readFileSync(new URL("../../../docs/notifications.md", import.meta.url), "utf8");
const forms = [...page.matchAll(/`([a-z+]+:\/\/[^`]*)`/g)].map(([, form = ""]) => form);

test.each(NOTIFICATION_KINDS)("%s / looked for on the page / there", (kind) => {
  expect(forms.some((form) => form.startsWith(`${kind}:`) || form.startsWith(`${kind}+`))).toBe(true);
});

/** A form with its optional parts left out and words that could be real in the place of others. */
function filledIn(form: string): string {
  return form
    .replace(/ \(.*| or .*/, "")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/…/g, "x")
    .replace("WEBHOOK_ID", "123")
    .replace(/ADDRESS/g, "me@example.org")
    .replace("BOT_TOKEN", "1:abc")
    .replace("host:port", "host:587");
}

test.each(SERVICES.map(({ form }) => form))("%s / filled in and parsed / taken", (form) => {
  expect(parseNotificationUrl(filledIn(form))).toMatchObject({ ok: true });
});
