/** `command:`: the addresses that a program of the user's choice prints. */

import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { readAddressLines } from "../remote/address-text.ts";
import { decodeText } from "../remote/http.ts";
import { runShell } from "./shell.ts";

/** What it prints counts as an answer from the network (D2): it speaks of the public address. */
export function commandSource(
  command: string,
  name: string,
  { commandEnv, rejectCloudflare }: SourceContext,
): AddressSource {
  return {
    name,
    async detect(family, signal) {
      const run = await runShell(command, { signal, env: commandEnv });
      if (!run.ok) return unavailable(name, run.reason);
      const text = decodeText(run.output);
      if (text === undefined) return unavailable(name, "the program printed something that is no text");
      return asDetection(name, readAddressLines(text, { family, origin: "network", rejectCloudflare }));
    },
  };
}
