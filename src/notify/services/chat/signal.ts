/** Signal: a server of one's own that speaks the REST interface of signal-cli. */

import { Secret } from "../../../core/secret.ts";
import { clip, wholeText } from "../../message/message.ts";
import { authorization, field, json } from "../../message/request.ts";
import { basicAuth, serverOf } from "../../url/parts.ts";
import { type Service, webService } from "../service.ts";

export const signal: Service = webService({
  scheme: "signal",
  form: "signal://[user:password@]host:port/+SENDER/+RECIPIENT[/group.ID]",
  read(url, query) {
    const [sender, ...recipients] = url.segments;
    if (url.host === "" || sender === undefined || recipients.length === 0) return undefined;
    query.passOver("textmode"); // our texts hold no markup
    const token = query.text("token");
    return {
      server: serverOf(url, query.flag("disabletls", false)),
      auth: token === undefined ? basicAuth(url) : { token: new Secret(token) },
      sender,
      recipients: partedByKind(recipients.flatMap((one) => one.split(","))),
    };
  },
  requests({ server, auth, sender, recipients }, message) {
    const headers = auth === undefined ? {} : authorization(auth);
    return recipients.map((some) =>
      json(
        `${server}/v2/send`,
        { message: clip(wholeText(message), 2000), number: sender, recipients: some },
        { headers, explain: field("error") },
      ),
    );
  },
});

/** One request takes several phones or several names, but one group alone. */
function partedByKind(recipients: readonly string[]): readonly (readonly string[])[] {
  const groups = recipients.filter((one) => one.startsWith("group."));
  const names = recipients.filter((one) => one.startsWith("u:"));
  const phones = recipients.filter((one) => !groups.includes(one) && !names.includes(one));
  return [phones, names, ...groups.map((group) => [group])].filter((some) => some.length > 0);
}
