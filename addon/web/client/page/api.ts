/** Asks the server for something or to do something; rejects with a message that can be shown. */

import type { CycleReport } from "../../../../src/core/report/report.ts";
import type { RecordType } from "../../../../src/core/types.ts";
import { PAGE_HEADER, type Refusal, type SurveyAnswer } from "../../wire.ts";

/** Starts a cycle. */
export async function updateNow(): Promise<void> {
  await ask("api/update", {});
}

/** Turns automatic updates off or on. */
export async function setPaused(paused: boolean): Promise<void> {
  await ask("api/pause", { paused });
}

/** Turns one record set's orange cloud on or off. */
export async function setProxied(name: string, type: RecordType, proxied: boolean): Promise<void> {
  await ask("api/proxied", { name, type, proxied });
}

/** What a cycle would do now. */
export async function fetchPlan(): Promise<CycleReport> {
  return (await ask("api/plan")) as CycleReport;
}

/** What every source says now. */
export async function fetchSurvey(): Promise<readonly SurveyAnswer[]> {
  return ((await ask("api/survey")) as { readonly sources: readonly SurveyAnswer[] }).sources;
}

/** Says that this page is being closed; nobody is left to hear an answer. */
export function leave(page: string): void {
  void fetch("api/leave", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ page }),
    keepalive: true,
  }).catch(() => {});
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** With a body a POST, else a GET. The server is of the same build as this page, so its answers are believed. */
async function ask(url: string, body?: Readonly<Record<string, unknown>>): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(
      url,
      body === undefined
        ? { headers: { [PAGE_HEADER]: "1" } }
        : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
    );
  } catch {
    throw new Error("The service cannot be reached. Is it running?");
  }
  const value: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && value !== undefined) return value;
  const message = (value as Partial<Refusal> | undefined)?.error?.message;
  throw new Error(message ?? `The service answered with status ${answer.status}. Try again in a moment.`);
}
