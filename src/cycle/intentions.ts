/** What the cycle wants of each record set and list, as plans waiting for what is there. */

import { DdnsError } from "../core/errors.ts";
import { planWafList } from "../core/list/plan.ts";
import { objectionTo } from "../core/plan/guard.ts";
import { decidePrefixes, decideRecords } from "../core/plan/intent.ts";
import { plan } from "../core/plan/plan.ts";
import type { Detector, RecordTarget, WafListTarget } from "../core/plan/target.ts";
import type { Address, Detection, Intent, IpFamily, Prefix } from "../core/types.ts";
import type { WantedList, WantedRecordSet } from "./wanted.ts";

type Detections = ReadonlyMap<Detector, Detection>;

/** Why a set is skipped that nobody wants touched; every other reason is a failure to detect. */
export const UNMANAGED = "its IP family is not managed";

const NOT_ASKED: Detection = { status: "unmanaged" };

/** The record set as the detection of its family wants it. */
export function wantedRecordSet(target: RecordTarget, detections: Detections): WantedRecordSet {
  const { detector, hostIds } = target;
  return setTo(target, decideRecords(detections.get(detector) ?? NOT_ASKED, detector.prefixLength, hostIds));
}

/** The record set as `intent` wants it, wherever the intent came from. */
export function setTo(target: RecordTarget, intent: Intent<Address>): WantedRecordSet {
  const reason = reasonToSkip(intent);
  return {
    target,
    wanted: intent.kind === "set" ? intent.targets : [],
    ...(reason === undefined ? {} : { skip: { reason } }),
    plan: (key, contents) => {
      const changes = plan(key, intent, contents.managed, target, contents.siblings);
      return objectionTo(key, intent, contents, changes) ?? changes;
    },
  };
}

/** The list as the detections of both families want it. */
export function wantedList(target: WafListTarget, detections: Detections): WantedList {
  const decide = (family: IpFamily): Intent<Prefix> => {
    const detector = target.detectors[family];
    return decidePrefixes(detections.get(detector) ?? NOT_ASKED, detector.prefixLength);
  };
  const intents = { 4: decide(4), 6: decide(6) };
  const reasons = [intents[4], intents[6]].map(reasonToSkip);
  const skip = reasons.every((reason) => reason !== undefined);
  return {
    target,
    whollyOurs: target.selector.pattern === "",
    ...(skip ? { skip: { reason: [...new Set(reasons)].join("; ") } } : {}),
    plan: (items) => planWafList(intents, items, { selector: target.selector, comment: target.itemComment }),
  };
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
