/** What a topic or an entity tells, as a detection: one rule for the service and for Node-RED (D6). */

import { parseDetectedAddress } from "../address/address.ts";
import { foreignText } from "../foreign-text.ts";
import type { DetectedAddress, Detection, IpFamily } from "../types.ts";
import { fieldOf, findAddressField } from "./field.ts";
import { MOST_ADDRESSES } from "./judgement.ts";

/** Bytes of a message that could still be about an address (D1). */
const LONGEST_TEXT = 8192;

/** Words with which Home Assistant and others say that they do not know. */
const NOTHING = ["", "unknown", "unavailable", "none", "null"];

export interface Telling {
  /** Name of the source, for the detection. */
  readonly source: string;
  readonly family: IpFamily;
  readonly rejectCloudflare: boolean;
}

/** A state with its attributes, as Home Assistant keeps it. */
export interface EntityState {
  readonly state: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Does the text say that nothing is known? */
function saysNothing(text: string): boolean {
  return NOTHING.includes(text.trim().toLowerCase());
}

/** A message on a topic: the address itself, bare or as a JSON string, or with `field` that field of a JSON document. */
export function readMessage(payload: string, field: string | undefined, telling: Telling): Detection {
  if (payload.length > LONGEST_TEXT)
    return unavailable(telling, "the message is far too long for an address");
  const text = payload.trim();
  const document = parseJson(text);
  if (field === undefined) {
    if (typeof document === "string") return readOne(document, telling);
    return typeof document === "object" && document !== null
      ? unavailable(telling, describeDocument(document))
      : readOne(text, telling);
  }
  if (saysNothing(text)) return unavailable(telling, describeNothing(text));
  return typeof document === "object" && document !== null
    ? readField(document, field, `the field ${field}`, telling)
    : unavailable(telling, `the message is no JSON document that could hold the field ${field}`);
}

/** The state of an entity, or one of its attributes; an entity that knows nothing may keep attributes of better days. */
export function readEntity(
  { state, attributes }: EntityState,
  entity: string,
  attribute: string | undefined,
  telling: Telling,
): Detection {
  const text = typeof state === "string" ? state : String(state ?? "");
  if (saysNothing(text))
    return unavailable(telling, `${entity} is ${text.trim() === "" ? "empty" : text.trim()}`);
  const read =
    attribute === undefined
      ? readOne(text, telling)
      : readField(attributes, attribute, `attribute ${attribute}`, telling);
  return withReason(read, entity);
}

/** A field may hold one address, several in one text, or a list of texts. */
function readField(document: object, field: string, what: string, telling: Telling): Detection {
  const value = fieldOf(document, field);
  if (value === undefined) return unavailable(telling, `${what} is not there`);
  if (value === null) return unavailable(telling, `${what} is null`);
  const words = typeof value === "string" ? value.slice(0, LONGEST_TEXT).split(/[\s,;]+/) : value;
  if (!Array.isArray(words)) return unavailable(telling, `${what} is no text`);
  const texts = words.filter((word) => word !== "");
  if (texts.length > MOST_ADDRESSES)
    return unavailable(telling, `${what} names more than ${MOST_ADDRESSES} addresses`);
  const found: DetectedAddress[] = [];
  for (const text of texts) {
    if (typeof text !== "string") return unavailable(telling, `${what} is no text`);
    const read = readOne(text, telling);
    if (read.status !== "known") return withReason(read, what);
    found.push(...read.addresses);
  }
  const [first, ...rest] = found;
  return first === undefined
    ? unavailable(telling, `${what} is empty`)
    : { status: "known", addresses: [first, ...rest], source: telling.source };
}

function readOne(text: string, telling: Telling): Detection {
  if (saysNothing(text)) return unavailable(telling, describeNothing(text));
  const read = parseDetectedAddress(text, telling.family, "network", telling);
  return read.ok
    ? { status: "known", addresses: [read.value], source: telling.source }
    : unavailable(telling, read.reason);
}

function describeNothing(text: string): string {
  const word = text.trim().toLowerCase();
  return word === "" ? "the answer is empty" : `the answer is ${word}`;
}

function describeDocument(document: object): string {
  const field = foreignText(findAddressField(document) ?? "ip");
  return `the message is a JSON document; name the field that holds the address behind a #, as in #${field}`;
}

function parseJson(text: string): unknown {
  if (!/^["{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withReason(detection: Detection, what: string): Detection {
  return detection.status === "unavailable"
    ? { ...detection, reason: `${what}: ${detection.reason}` }
    : detection;
}

function unavailable({ source }: Telling, reason: string): Detection {
  return { status: "unavailable", reason, source, code: "DETECTION_FAILED" };
}
