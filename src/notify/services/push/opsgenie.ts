/** Opsgenie: an alert for whoever is on call. */

import { upTo } from "../../../core/cut.ts";
import { Secret } from "../../../core/secret.ts";
import { clip } from "../../message/message.ts";
import { field, json } from "../../message/request.ts";
import { serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const opsgenie: Service = webService({
  scheme: "opsgenie",
  form: "opsgenie://api.opsgenie.com/API_KEY (or api.eu.opsgenie.com)",
  read(url, query) {
    const [key, ...more] = url.segments;
    if (url.host === "" || key === undefined || more.length > 0) return undefined;
    const responders = query.list("responders").map(readParty);
    const visibleTo = query.list("visibleto").map(readParty);
    const description = query.text("description");
    return {
      server: serverOf(url, false),
      key: new Secret(key),
      fields: {
        ...query.fields(["alias", "entity", "source", "priority", "user", "note"]),
        ...filled({ responders, visibleTo, tags: query.list("tags"), actions: query.list("actions") }),
        ...detailsOf(query.list("details")),
      },
      description,
    };
  },
  requests({ server, key, fields, description }, { title, text }) {
    const body = {
      ...fields,
      message: clip(title, 130),
      description: clip([description, text].filter((part) => part).join("\n"), 15_000),
    };
    const headers = { authorization: `GenieKey ${key.reveal()}` };
    return [json(`${server}/v2/alerts`, body, { headers, explain: field("message") })];
  },
  fromWeb: (url) => (/(?:^|\.)opsgenie\.com$/i.test(url.host) ? opsgenie.form : undefined),
});

/** `team:NOC`, `user:me@example.org`, `team:4513b7ea-…`: whom an alert is for. */
function readParty(text: string): Readonly<Record<string, string>> {
  const [, type = "team", who = text] = /^([a-z]+):(.*)$/i.exec(text) ?? [];
  const named = UUID.test(who) ? "id" : type === "user" ? "username" : "name";
  return { type, [named]: who };
}

/** `key:value` pairs. */
function detailsOf(pairs: readonly string[]): object {
  const details = pairs.map((pair) => {
    const key = upTo(pair, ":");
    return [key, pair.slice(key.length + 1)];
  });
  return pairs.length === 0 ? {} : { details: Object.fromEntries(details) };
}

function filled(lists: Readonly<Record<string, readonly unknown[]>>): object {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}
