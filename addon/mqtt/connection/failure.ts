/** Why a broker cannot be reached, as our own error: the likely cause first, then the step. */

import { DdnsError, foreignText } from "../../../src/index.ts";
import { type Broker, describeBroker } from "./broker.ts";

/** What the library's error means; its own message is left out, only codes are repeated. `failure` undefined: the broker just hung up. */
export function connectError(failure: unknown, broker: Broker): DdnsError {
  const where = `The MQTT broker ${describeBroker(broker)}`;
  if (failure instanceof DdnsError) return failure;
  switch (codeOf(failure)) {
    case 1:
      return new DdnsError("UNAVAILABLE", `${where} does not speak MQTT 3.1.1; allow it there.`);
    case 2:
      return new DdnsError("PERMISSION_DENIED", `${where} refuses the client id.`);
    case 3:
      return new DdnsError("UNAVAILABLE", `${where} cannot be reached (it says it is unavailable).`);
    case 4:
    case 5:
      return new DdnsError("AUTH_REJECTED", `${where} refuses the user name or password; check both.`);
    default: {
      const code = codeOf(failure);
      const shown = typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : "";
      const why =
        certificateTrouble(shown, broker) ?? networkTrouble(shown) ?? speechTrouble(failure, broker);
      return new DdnsError("UNAVAILABLE", `${where} cannot be reached${shown}: ${why}.`);
    }
  }
}

function codeOf(failure: unknown): unknown {
  return typeof failure === "object" && failure !== null && "code" in failure ? failure.code : undefined;
}

/** `code`: as it is shown. */
function certificateTrouble(code: string, { caSetting = "MQTT_CA_FILE" }: Broker): string | undefined {
  if (/SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED|CERT_SIGNATURE/.test(code))
    return `its certificate is self-signed, or signed by an authority that is not known here; put that authority's certificate (PEM) into ${caSetting}`;
  if (/ALTNAME/.test(code))
    return "its certificate is for another name; write the name that stands in the certificate into the address, or have one made for this name";
  if (/NOT_YET_VALID/.test(code))
    return "its certificate is not valid yet; probably the clock of this machine is wrong";
  if (/CERT_HAS_EXPIRED/.test(code)) return "its certificate has expired; renew it at the broker";
  return /PEM|CERT/.test(code)
    ? `certificates do not fit together; check the broker's and ${caSetting}`
    : undefined;
}

function networkTrouble(code: string): string | undefined {
  if (/ECONNREFUSED/.test(code)) return "nothing listens on that port; start the broker, or correct the port";
  if (/ENOTFOUND|EAI_/.test(code))
    return "its name cannot be looked up; check the spelling, or write its IP address";
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN/.test(code))
    return "there is no way to that machine; check its address and the network";
  return undefined;
}

/** It answered, but not what we had asked for: most often the port of another kind of connection. */
function speechTrouble(failure: unknown, { url }: Broker): string {
  const status = failure instanceof Error ? /server response: (\d{3})/.exec(failure.message)?.[1] : undefined;
  if (status !== undefined)
    return `it answered with HTTP ${status} instead of a websocket; check the path behind the port, which is often /mqtt or /ws`;
  const { protocol } = new URL(url);
  switch (protocol) {
    case "mqtts:":
      return "it speaks no TLS on that port; use its port for TLS (often 8883), or write mqtt:// for a plain one, wss:// for a websocket";
    case "ws:":
      return "it speaks no plain websocket on that port; use the port of its websockets (often 9001 or 1884), or write wss:// for TLS, mqtt:// for no websocket";
    case "wss:":
      return "it speaks no websocket with TLS on that port; use its port for them, or write ws:// for a plain one, mqtts:// for no websocket";
    default:
      return `it hung up, or spoke of something else, instead of answering; that port may want TLS (write mqtts://, often 8883) or be one for websockets (write ws://), or the broker keeps no messages (retain_available must be on)`;
  }
}

/** Why an open connection ended, where the broker gave no reason. */
export function brokeError(broker: Broker): DdnsError {
  return new DdnsError("UNAVAILABLE", `The connection to the MQTT broker ${describeBroker(broker)} broke.`);
}

/** The broker ended the connection `times` times while it was handed the same message. */
export function cutOffText({ topic, bytes }: { readonly topic: string; readonly bytes: number }): string {
  return `The MQTT broker ends the connection whenever it is sent our message of ${bytes} bytes on ${foreignText(topic)}; probably it takes smaller packets only (max_packet_size in Mosquitto), so raise that limit.`;
}
