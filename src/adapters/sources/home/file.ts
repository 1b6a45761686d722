/** `file:`: the addresses that stand in a file, read anew each time. */

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { AddressSource } from "../../../ports.ts";
import { inTime } from "../../disk/trouble.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { readAddressLines } from "../remote/address-text.ts";
import { BODY_LIMIT, decodeText } from "../remote/http.ts";
import { watchFile } from "./file-watch.ts";

export function fileSource(path: string, name: string, { warn }: SourceContext): AddressSource {
  /** Set while a disk owes us an answer: asking again would only use up the threads that everything shares. */
  let isOwed = false;

  async function readInTime(): Promise<FileText> {
    if (isOwed) return NO_ANSWER;
    const reading = readSmallFile(path);
    return await inTime(reading).catch(() => {
      isOwed = true;
      void reading.finally(() => {
        isOwed = false;
      });
      return NO_ANSWER;
    });
  }

  return {
    name,
    async detect(family) {
      const content = await readInTime();
      if (!content.ok) return unavailable(name, content.reason);
      const read = readAddressLines(content.text, { family, origin: "written", rejectCloudflare: false });
      if (read.ok) for (const warning of read.warnings) warn(`${name}: ${warning}`);
      return asDetection(name, read);
    },
    watch: (_family, onChange) => watchFile(path, onChange),
  };
}

type FileText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

const NO_ANSWER: FileText = { ok: false, reason: "the disk does not answer" };

async function readSmallFile(path: string): Promise<FileText> {
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would never end.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return { ok: false, reason: "this is not a file" };
      const { buffer, bytesRead } = await file.read(Buffer.alloc(BODY_LIMIT + 1), 0, BODY_LIMIT + 1, 0);
      if (bytesRead > BODY_LIMIT) return { ok: false, reason: `the file is larger than ${BODY_LIMIT} bytes` };
      const text = decodeText(buffer.subarray(0, bytesRead));
      return text === undefined ? { ok: false, reason: "the file holds no text" } : { ok: true, text };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { ok: false, reason: describeFailure(error) };
  }
}

function describeFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "the file may not be read";
  return `the file cannot be read (${code})`;
}
