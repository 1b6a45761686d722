/** Matrix: signs in where it has a password, finds its rooms, and writes to each (client-server API v3). */

import { DdnsError } from "../../core/errors.ts";
import { keepSecret, redact } from "../../core/secret.ts";
import type { Clock } from "../../ports.ts";
import { withoutMentions } from "../message/harmless.ts";
import { type Message, wholeText } from "../message/message.ts";
import { authorization, field, json } from "../message/request.ts";
import type { MatrixTarget } from "../services/targets.ts";
import type { Step } from "./delivery.ts";
import type { Send } from "./http.ts";

const API = "_matrix/client/v3";

/** What writes to one account. The access token got with a password is kept until it is refused. */
export function createMatrix(
  target: MatrixTarget,
  send: Send,
  clock: Clock,
): (message: Message) => readonly Step[] {
  const url = (path: string) => `${target.server}/${API}/${path}`;
  const explain = field("error");
  let session: string | undefined;
  let sent = 0;

  const signIn = async (signal: AbortSignal): Promise<string> => {
    if ("token" in target.auth) return target.auth.token.reveal();
    if (session !== undefined) return session;
    const body = await send(
      json(
        url("login"),
        {
          type: "m.login.password",
          identifier: { type: "m.id.user", user: target.auth.user },
          password: target.auth.password.reveal(),
          initial_device_display_name: "Cloudflare DDNS",
        },
        { explain },
      ),
      signal,
    );
    session = textAt(body, "access_token");
    keepSecret(session);
    return session;
  };

  /** One request signed with the token; a refused token is forgotten, so that the next attempt signs in anew. */
  const call = async (method: string, path: string, body: unknown, signal: AbortSignal): Promise<string> => {
    const token = await signIn(signal);
    try {
      const headers = authorization({ token: { reveal: () => token } });
      const request = method === "GET" ? { url: url(path), headers } : json(url(path), body, { headers });
      return await send({ ...request, method, explain }, signal);
    } catch (error) {
      if (!(error instanceof DdnsError)) throw error;
      if (error.code === "AUTH_REJECTED") session = undefined;
      throw new DdnsError(error.code, redact(error.message), { retryAfterMs: error.retryAfterMs });
    }
  };

  const write = async (
    roomId: string,
    text: string,
    transaction: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const path = `rooms/${encodeURIComponent(roomId)}/send/m.room.message/${transaction}`;
    // Of its own accord a server takes a name in the text for a call; this says that nobody is meant.
    await call("PUT", path, { msgtype: "m.text", body: text, "m.mentions": {} }, signal);
  };

  return (message) => {
    const text = withoutMentions(wholeText(message));
    // The server drops a second request under the same number, so a repetition is never shown twice.
    const number = () => `cloudflare-ddns.${clock.now()}.${sent++}`;
    if (target.rooms.length === 0) {
      const transaction = number();
      return [
        async (signal) => {
          const rooms = roomsIn(await call("GET", "joined_rooms", undefined, signal));
          for (const room of rooms) await write(room, text, transaction, signal);
        },
      ];
    }
    return target.rooms.map((room) => {
      const transaction = number();
      return async (signal: AbortSignal) => {
        const joined = await call("POST", `join/${encodeURIComponent(room)}`, {}, signal);
        await write(textAt(joined, "room_id"), text, transaction, signal);
      };
    });
  };
}

function textAt(body: string, name: string): string {
  const found = field(name)(body);
  if (found === undefined || found === "")
    throw new DdnsError("RESPONSE_MALFORMED", `the Matrix server answered without ${name}; check the host.`);
  return found;
}

function roomsIn(body: string): readonly string[] {
  try {
    const { joined_rooms: rooms } = JSON.parse(body) as { readonly joined_rooms?: unknown };
    if (Array.isArray(rooms)) return rooms.filter((room) => typeof room === "string");
  } catch {
    // told below
  }
  throw new DdnsError(
    "RESPONSE_MALFORMED",
    "the Matrix server answered without a list of rooms; check the host.",
  );
}
