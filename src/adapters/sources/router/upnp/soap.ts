/** Asks one action of a router's service (SOAP): actions without arguments, which change nothing. */

import type { ConnectionService } from "./description.ts";
import { talkTo } from "./http.ts";
import { elementsNamed, readXml } from "./xml.ts";

/** All that is ever asked. None of them changes anything in the router. */
export type Action =
  | "GetExternalIPAddress"
  | "GetStatusInfo"
  | "X_AVM_DE_GetExternalIPv6Address"
  | "X_AVM_DE_GetIPv6Prefix";

/** `values` by their names; `refused`: the service answered that it does not do this; `silent`: there was no readable answer. */
export type ActionAnswer =
  | { readonly kind: "values"; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: "refused" }
  | { readonly kind: "silent" };

/** Never rejects. */
export async function ask(
  router: string,
  { type, controlUrl }: ConnectionService,
  action: Action,
  signal: AbortSignal,
): Promise<ActionAnswer> {
  const answer = await talkTo(
    router,
    {
      url: controlUrl,
      method: "POST",
      headers: { "content-type": 'text/xml; charset="utf-8"', soapaction: `"${type}#${action}"` },
      body: envelope(type, action),
    },
    signal,
  );
  const root = answer === undefined ? undefined : readXml(answer.text);
  if (answer === undefined || root === undefined) return { kind: "silent" };
  const [response] = elementsNamed(root, `${action}Response`);
  if (answer.status === 200 && response !== undefined)
    return { kind: "values", values: new Map(response.children.map(({ name, text }) => [name, text])) };
  return elementsNamed(root, "Fault").length > 0 ? { kind: "refused" } : { kind: "silent" };
}

function envelope(type: string, action: Action): string {
  const body = `<u:${action} xmlns:u="${type}"></u:${action}>`;
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>${body}</s:Body></s:Envelope>\r\n`;
}
