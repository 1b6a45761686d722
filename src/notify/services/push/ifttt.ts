/** IFTTT: events of the Webhooks service, with three values of which ours is one. */

import { Secret } from "../../../core/secret.ts";
import { textOrTitle, wholeText } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { type Service, webService } from "../service.ts";

export const ifttt: Service = webService({
  scheme: "ifttt",
  form: "ifttt://KEY/?events=EVENT,EVENT",
  read(url, query) {
    const events = query.list("events");
    if (url.host === "" || events.length === 0 || url.segments.length > 0) return undefined;
    const messageAt = query.number("messagevalue", 1, 3) ?? 2;
    /** 0: the title stands before the text. */
    const titleAt = query.number("titlevalue", 0, 3) ?? 0;
    if (titleAt === messageAt) query.problems.push("titlevalue and messagevalue must differ");
    const values = query.fields(["value1", "value2", "value3"]);
    return { key: new Secret(url.host), events, messageAt, titleAt, values };
  },
  requests({ key, events, messageAt, titleAt, values }, message) {
    const body = {
      ...values,
      [`value${messageAt}`]: titleAt === 0 ? wholeText(message) : textOrTitle(message),
      ...(titleAt === 0 ? {} : { [`value${titleAt}`]: message.title }),
    };
    return events.map((event) => {
      const path = `${encodeURIComponent(event)}/with/key/${encodeURIComponent(key.reveal())}`;
      return json(`https://maker.ifttt.com/trigger/${path}`, body, { explain: field("errors") });
    });
  },
  fromWeb(url, show) {
    if (url.host.toLowerCase() !== "maker.ifttt.com") return undefined;
    const [, event, ...rest] = url.segments;
    const key = rest.at(-1);
    return event === undefined || key === undefined
      ? ifttt.form
      : `ifttt://${show(key, "KEY")}/?events=${encodeURIComponent(event)}`;
  },
});
