/**
 * Refuses requests that another site made a visitor's browser send.
 *
 * Browsers that see a trustworthy address (https, localhost) say in Sec-Fetch-Site where a request came from, and no
 * page can write that header; it decides where it is present. Over plain http in a home network it is missing, so
 * Origin is compared with Host. Behind ingress Host is the container's and says nothing: there, as everywhere, a
 * browser's change must be JSON, which no foreign page can send without asking first (we never say yes).
 */

/** What the decision rests on; header values as received. */
export interface RequestOrigin {
  /** True where the request would change something. */
  readonly changes: boolean;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly host: string | undefined;
  readonly contentType: string | undefined;
  /** False behind ingress, where Host is not the name the browser used. */
  readonly hostIsBrowsers: boolean;
}

/** Why the request is refused, or undefined where it may pass. */
export function originRefusal(request: RequestOrigin): string | undefined {
  const { origin, fetchSite } = request;
  if (fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none")
    return "This request was sent by another site. Open the dashboard itself and try again there.";
  if (!request.changes) return undefined;
  // Neither header: not a browser (curl, a script), which no foreign page can steer.
  if (origin === undefined && fetchSite === undefined) return undefined;
  if (fetchSite === undefined && request.hostIsBrowsers && !isSameHost(origin, request.host))
    return "This change was sent by another site. Open the dashboard itself and try again there.";
  if (!/^application\/json\s*(;|$)/i.test(request.contentType ?? ""))
    return "A change sent by a browser must have the content type application/json.";
  return undefined;
}

function isSameHost(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase().replace(/:80$/, "");
}
