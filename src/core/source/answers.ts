/** What the members of a combined source said, and that in words. */

import { joinEvidence } from "../address/nat.ts";
import type { Detection, KnownDetection, Line, NatEvidence } from "../types.ts";
import { formatDetected } from "./format.ts";

/** What one member said; `name` is shown to people. */
export interface Answer {
  readonly name: string;
  readonly detection: Detection;
  /** It sees the home as the internet does. */
  readonly fromOutside?: boolean;
}

/** `detection`, made of these answers, with what they tell together of the home's NAT; only where a router was among those asked. */
export function withEvidence(detection: Detection, answers: readonly Answer[]): Detection {
  if (detection.status !== "known" && detection.status !== "unavailable") return detection;
  const hasRouter = answers.some((answer) => "nat" in answer.detection);
  const nat = hasRouter ? joinEvidence(answers.map(evidenceIn)) : undefined;
  return nat === undefined ? detection : { ...detection, nat };
}

/** What one answer tells of the home's NAT. */
export function evidenceIn({ detection, fromOutside }: Answer): NatEvidence | undefined {
  if (detection.status !== "known" && detection.status !== "unavailable") return undefined;
  if (detection.nat !== undefined || fromOutside !== true || detection.status !== "known")
    return detection.nat;
  return { seen: detection.addresses.map(({ address }) => address) };
}

/** The lines that said nothing; empty for an answer that is whole. */
export function silentLines({ lines = [] }: KnownDetection): readonly Line[] {
  return lines.filter(({ silence }) => silence !== undefined);
}

/** All answers in words: `ipify: 203.0.113.7; cloudflare.trace: timed out after 5 s`. */
export function describeAnswers(answers: readonly Answer[]): string {
  return answers.map(({ name, detection }) => `${name}: ${describeDetection(detection)}`).join("; ");
}

function describeDetection(detection: Detection): string {
  switch (detection.status) {
    case "known":
      return [...new Set(detection.addresses.map(formatDetected))].join(", ") + describeSilence(detection);
    case "unavailable":
      return detection.reason;
    case "clear":
      return "no address wanted";
    case "unmanaged":
      return "not managed";
  }
}

function describeSilence(detection: KnownDetection): string {
  const silent = silentLines(detection).map(({ name }) => name);
  return silent.length === 0 ? "" : ` without ${silent.join(", ")}`;
}
