/** What the cycle wants of each record set and list, as plans waiting for what is there. */

import { prefixLengthOf } from "../core/address/prefix.ts";
import { DdnsError } from "../core/errors.ts";
import { traitsOf } from "../core/list/kinds.ts";
import type { ListItem } from "../core/list/list.ts";
import { planList } from "../core/list/plan.ts";
import type { ListTarget } from "../core/list/target.ts";
import { objectionTo } from "../core/plan/guard.ts";
import { decidePrefixes, decideRecords, targetsOf } from "../core/plan/intent.ts";
import { plan } from "../core/plan/plan.ts";
import type { Detector, RecordTarget } from "../core/plan/target.ts";
import {
  type Address,
  type Detection,
  FAMILIES,
  type Given,
  type Intent,
  type IpFamily,
  type Prefix,
} from "../core/types.ts";
import type { WantedList, WantedRecordSet } from "./wanted.ts";

type Detections = ReadonlyMap<Detector, Detection>;

/** Why a set is skipped that nobody wants touched; every other reason is a failure to detect. */
export const UNMANAGED = "its IP family is not managed";

const NOT_ASKED: Detection = { status: "unmanaged" };

/** The record set as the detection of its family wants it; `before` says for which lines of the home it was published. */
export function wantedRecordSet(
  target: RecordTarget,
  detections: Detections,
  before: Given = {},
): WantedRecordSet {
  const { detector, hostIds } = target;
  const detection = detections.get(detector) ?? NOT_ASKED;
  const intent = decideRecords(detection, detector.prefixLength, hostIds, before);
  return { ...setTo(target, intent), intents: [{ family: detector.family, intent }] };
}

/** The record set as `intent` wants it, wherever the intent came from. */
export function setTo(target: RecordTarget, intent: Intent<Address>): WantedRecordSet {
  const reason = reasonToSkip(intent);
  return {
    target,
    wanted: targetsOf(intent),
    ...(reason === undefined ? {} : { skip: { reason } }),
    plan: (key, contents) => {
      const changes = plan(key, intent, contents.managed, target, contents.siblings);
      return objectionTo(key, intent, contents, changes) ?? changes;
    },
  };
}

/** The list as the detections of both families want it; `published` is what this instance is known to have put there. */
export function wantedList(
  target: ListTarget,
  detections: Detections,
  published: ReadonlySet<string>,
  before: Given = {},
): WantedList {
  const traits = traitsOf(target.kind);
  const decide = (family: IpFamily): Intent<Prefix> => {
    const detector = target.detectors[family];
    const detection = traits.holds[family] === undefined ? NOT_ASKED : detections.get(detector);
    return decidePrefixes(detection ?? NOT_ASKED, detector.prefixLength, before);
  };
  const intents = { 4: decide(4), 6: decide(6) };
  const reasons = [intents[4], intents[6]].map(reasonToSkip);
  const skip = reasons.every((reason) => reason !== undefined);
  return {
    target: { ...target, site: target.detectors[4].site },
    whollyOurs: traits.owned === "by-comment" && target.selector.pattern === "",
    ...(skip ? { skip: { reason: [...new Set(reasons)].join("; ") } } : {}),
    intents: FAMILIES.map((family) => ({ family, intent: intents[family] })),
    plan: (items) =>
      tooWide(target, intents) ??
      planList(intents, items, {
        isOurs: ownership(target, intents, published),
        isMarked: target.selector.matches,
        comment: target.itemComment,
        prefixLengths: { 4: target.detectors[4].prefixLength, 6: target.detectors[6].prefixLength },
      }),
  };
}

/**
 * Ours is what the selector takes, and what this instance is known to have put there, whatever its comment: a marker
 * that changed must not leave a former home in the list (W6). Without comments memory alone counts, and what is
 * found already right becomes ours (W5).
 */
function ownership(
  { kind, selector }: ListTarget,
  intents: Readonly<Record<IpFamily, Intent<Prefix>>>,
  published: ReadonlySet<string>,
): (item: ListItem) => boolean {
  if (traitsOf(kind).owned === "by-comment")
    return ({ prefix, comment }) => selector.matches(comment) || published.has(prefix);
  const targets = [...targetsOf(intents[4]), ...targetsOf(intents[6])];
  return ({ prefix }) => published.has(prefix) || targets.includes(prefix);
}

function tooWide(
  { kind, name }: ListTarget,
  intents: Readonly<Record<IpFamily, Intent<Prefix>>>,
): DdnsError | undefined {
  const { holds, noun } = traitsOf(kind);
  for (const family of FAMILIES) {
    const intent = intents[family];
    const [shortest = 0] = holds[family] ?? [];
    const wide = targetsOf(intent).find((prefix) => prefixLengthOf(prefix) < shortest);
    if (wide !== undefined) {
      return new DdnsError(
        "BAD_INPUT",
        `${wide} is wider than the ${noun} ${name} takes, which is /${shortest} at the widest. Set a longer IP${family}_DEFAULT_PREFIX_LEN, or a source that gives single addresses.`,
      );
    }
  }
  return undefined;
}

/** Turns the orange cloud of a record set and touches nothing else. */
export function proxiedOnly(target: RecordTarget, proxied: boolean): WantedRecordSet {
  return {
    target,
    wanted: [],
    plan: (key, { managed, ...contents }) => {
      if (managed.length === 0) {
        return new DdnsError(
          "BAD_INPUT",
          `${key.type} ${key.name} has no record yet, so there is nothing to proxy. Update it first.`,
        );
      }
      const changes = managed
        .filter((record) => record.proxied !== proxied)
        .map(
          (record) =>
            ({
              action: "update",
              key,
              id: record.id,
              from: record.content,
              attributes: { proxied },
            }) as const,
        );
      const keep: Intent<Address> = { kind: "preserve" };
      return objectionTo(key, keep, { managed, ...contents }, changes) ?? changes;
    },
  };
}

function reasonToSkip(intent: Intent<unknown>): string | undefined {
  if (intent.kind === "preserve") return UNMANAGED;
  return intent.kind === "abort" ? intent.reason : undefined;
}
