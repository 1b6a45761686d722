/** Discord: an incoming webhook. */

import { Secret } from "../../../core/secret.ts";
import { escapeMarkdown } from "../../message/harmless.ts";
import { clip } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { type Service, webService } from "../service.ts";

/** No preview of the links that a text may hold. */
const SUPPRESS_EMBEDS = 4;

export const discord: Service = webService({
  scheme: "discord",
  form: "discord://TOKEN@WEBHOOK_ID",
  read(url, query) {
    const token = url.user ?? "";
    if (token === "" || !/^[0-9]+$/.test(url.host) || url.segments.length > 0) return undefined;
    // Colours and parting belong to a kind of message that we do not send.
    query.passOver("splitlines", "color", "colorerror", "colorwarn", "colorinfo", "colordebug", "json");
    return {
      webhookId: url.host,
      token: new Secret(token),
      username: query.text("username"),
      avatar: query.text("avatar", "avatarurl"),
      threadId: query.text("thread_id", "threadid"),
    };
  },
  requests(target, { title, text }) {
    const thread = target.threadId === undefined ? "" : `?thread_id=${encodeURIComponent(target.threadId)}`;
    const token = encodeURIComponent(target.token.reveal());
    return [
      json(
        `https://discord.com/api/webhooks/${target.webhookId}/${token}${thread}`,
        {
          content: clip(`**${escapeMarkdown(title)}**\n${escapeMarkdown(text)}`, 2000),
          username: target.username,
          avatar_url: target.avatar,
          allowed_mentions: { parse: [] },
          flags: SUPPRESS_EMBEDS,
        },
        { explain: field("message") },
      ),
    ];
  },
  fromWeb(url, show) {
    if (!/^(?:[\w-]+\.)*discord(?:app)?\.com$/i.test(url.host)) return undefined;
    const at = url.segments.indexOf("webhooks");
    const [id, token] = at < 0 ? [] : url.segments.slice(at + 1);
    return id === undefined || token === undefined ? discord.form : `discord://${show(token, "TOKEN")}@${id}`;
  },
});
