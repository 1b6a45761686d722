/** Who a login belongs to, found in the same time whatever was guessed. */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { PushClient } from "../../../src/index.ts";
import type { Login } from "../http/request.ts";

/** The one client that a login fits; the time it takes tells neither whether the name exists nor how much of the password is right. */
export type Recognise = (logins: readonly Login[]) => PushClient | undefined;

/** Readings of one login that are looked at; a request that offers more is guessing. */
const MOST_LOGINS = 12;

export function recogniser(clients: readonly PushClient[]): Recognise {
  // Digests have one length, and a salt of this start keeps them from being computed before.
  const salt = randomBytes(16);
  const digest = (text: string): Buffer => createHash("sha256").update(salt).update(text, "utf8").digest();
  const known = clients.map((client) => ({
    client,
    name: digest(client.name),
    password: digest(client.password.reveal()),
  }));
  return (logins) => {
    let found: PushClient | undefined;
    for (const login of logins.slice(0, MOST_LOGINS)) {
      const name = digest(login.name);
      const password = digest(login.password);
      for (const each of known) {
        const fits = [timingSafeEqual(name, each.name), timingSafeEqual(password, each.password)];
        if (!fits.includes(false)) found = each.client;
      }
    }
    return found;
  };
}
