/** WEBHOOK_URL: the report as a POST, signed where there is a secret to sign with. */

import { createHmac } from "node:crypto";
import { DdnsError, reportAsJson, type Secret, type Send, type WebhookConfig } from "../../src/index.ts";
import type { Tell } from "./lane.ts";

export function webhook({ url, secret }: WebhookConfig, send: Send): Tell {
  return async (report, signal) => {
    const body = JSON.stringify(reportAsJson(report));
    const headers = {
      "content-type": "application/json",
      ...(secret === undefined ? {} : { "x-signature-256": `sha256=${signatureOf(body, secret)}` }),
    };
    try {
      await send({ method: "POST", url: url.reveal(), headers, body }, signal);
      return undefined;
    } catch (thrown) {
      // The words of a DdnsError name scheme and host alone.
      return thrown instanceof DdnsError
        ? thrown.message.replace(/\.$/, "")
        : "it failed in a way nobody foresaw";
    }
  };
}

/** HMAC with SHA-256 of the body's bytes, in hexadecimal digits. */
function signatureOf(body: string, secret: Secret): string {
  return createHmac("sha256", secret.reveal()).update(body, "utf8").digest("hex");
}
