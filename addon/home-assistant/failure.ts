/** What goes wrong in the websocket library, as our own error: it rejects with numbers and bare objects. */

import { DdnsError } from "../../src/index.ts";

/** `what` begins the message: "Home Assistant did not take …". Foreign texts are left out. */
export function homeAssistantError(thrown: unknown, what: string): DdnsError {
  if (thrown instanceof DdnsError) return thrown;
  switch (codeOf(thrown)) {
    case 2:
      return new DdnsError("AUTH_REJECTED", `${what}: it does not accept the token.`);
    case "unauthorized":
      return new DdnsError("PERMISSION_DENIED", `${what}: the token's user may not do that.`);
    case "invalid_format":
    case "not_found":
    case "unknown_command":
    case "service_validation_error":
    case "home_assistant_error":
      return new DdnsError("BAD_INPUT", `${what}: it refuses the request.`);
    default:
      return new DdnsError("UNAVAILABLE", `${what}: the connection is not there.`);
  }
}

function codeOf(thrown: unknown): unknown {
  if (typeof thrown !== "object" || thrown === null) return thrown;
  if ("error" in thrown) return codeOf(thrown.error);
  return "code" in thrown ? thrown.code : undefined;
}
