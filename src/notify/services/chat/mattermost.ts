/** Mattermost: an incoming webhook of a server of one's own. */

import { Secret } from "../../../core/secret.ts";
import { escapeMarkdown } from "../../message/harmless.ts";
import { clip } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { nonEmpty, serverOf } from "../../url/parts.ts";
import { formatEndpoint } from "../../url/url-text.ts";
import { type Service, webService } from "../service.ts";

export const mattermost: Service = webService({
  scheme: "mattermost",
  form: "mattermost://[name@]host/TOKEN[/channel]",
  read(url, query) {
    const [token, channel, ...more] = url.segments;
    if (url.host === "" || token === undefined || more.length > 0) return undefined;
    return {
      server: serverOf(url, query.flag("disabletls", false)),
      token: new Secret(token),
      channel: query.text("channel") ?? channel,
      username: query.text("username") ?? nonEmpty(url.user),
      icon: query.text("icon", "icon_emoji", "icon_url"),
    };
  },
  requests({ server, token, channel, username, icon }, { title, text }) {
    const image = icon === undefined ? {} : /^https?:/.test(icon) ? { icon_url: icon } : { icon_emoji: icon };
    const body = {
      text: clip(`**${escapeMarkdown(title)}**\n${escapeMarkdown(text)}`, 16_000),
      channel,
      username,
      ...image,
    };
    return [
      json(`${server}/hooks/${encodeURIComponent(token.reveal())}`, body, { explain: field("message") }),
    ];
  },
  fromWeb(url, show) {
    const [hooks, token, ...more] = url.segments;
    if (hooks !== "hooks" || token === undefined || more.length > 0) return undefined;
    return `mattermost://${formatEndpoint(url)}/${show(token, "TOKEN")}`;
  },
});
