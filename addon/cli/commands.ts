/** What each command of the command line does. Every one answers with its exit status. */

import {
  type Config,
  type CycleReport,
  historyOf,
  namedSources,
  type ParsedConfig,
  renderCheck,
  renderImport,
  reportAsJson,
  surveySources,
} from "../../src/index.ts";
import { readSettings, stateFolder } from "../app/entry.ts";
import { leaveRoot } from "../app/privileges.ts";
import { readJournal } from "../journal/file.ts";
import { runService } from "../process/run.ts";
import { compose, logFor } from "../service/compose.ts";
import type { CommandName } from "./arguments.ts";
import type { CommandContext, ExitStatus } from "./context.ts";
import { createPaint, type Paint } from "./paint.ts";
import { listed, renderCheckText, renderFindings, renderProblems } from "./render-check.ts";
import { renderDetect } from "./render-detect.ts";
import { renderHistory } from "./render-history.ts";
import { renderPlan } from "./render-plan.ts";
import { renderVerification } from "./render-verification.ts";

const NO_JOURNAL = { ok: false, reason: "there is no folder for it; set STATE_DIR" } as const;

export async function runCommand(command: CommandName, context: CommandContext): Promise<ExitStatus> {
  if (command === "import") return importSettings(context);
  const settings = await readSettings({ ...context.world, environment: context.environment });
  const { parsed, waiting } = settings;
  const departure = leaveRoot(context.environment, stateFolder(settings));
  if (departure.kind === "kept")
    context.world.err(
      `This container may not leave root behind (${departure.reason}) and goes on as root.\n`,
    );
  if (command === "check") return check(parsed, context);
  if (waiting !== undefined && command === "run") return runService(waiting.config, context, waiting);
  const config = parsed.ok ? parsed.config : parsed.rest;
  if (config === undefined || (command === "purge" && config.partsOff.includes("MQTT")))
    return refuse(parsed, context);
  tellFindings(parsed, config, context);
  switch (command) {
    case "run":
      return runService(config, context);
    case "once":
      return runService({ ...config, schedule: { kind: "once" }, updateOnStart: true }, context);
    case "plan":
      return plan(config, context);
    case "detect":
      return detect(config, context);
    case "purge":
      return purgeBroker(config, context);
    case "history":
      return history(config, context);
    case "verify":
      return verify(config, context);
  }
}

/** Prints lines to stdout, or one JSON document where that was asked for. */
function answer(
  { world, json }: CommandContext,
  document: unknown,
  lines: (paint: Paint) => readonly string[],
): void {
  world.out(
    json ? `${JSON.stringify(document, null, 2)}\n` : `${lines(createPaint(world.colour.out)).join("\n")}\n`,
  );
}

/** The shape of `check --json`, so that a program that reads stdout learns why there is no report. */
function refuse(parsed: ParsedConfig, context: CommandContext): ExitStatus {
  const { world, json } = context;
  if (json) world.out(`${JSON.stringify(renderCheck(parsed), null, 2)}\n`);
  world.err(`${renderFindings(parsed, createPaint(world.colour.err)).join("\n")}\n`);
  world.err(
    `The settings were refused. Correct them and start again; "cloudflare-ddns check" shows them without touching the network.\n`,
  );
  return 2;
}

/** What is wrong with parts that only tell or show stops nothing, but is said at every start. */
function tellFindings(parsed: ParsedConfig, { partsOff }: Config, { world }: CommandContext): void {
  const lines = [...renderFindings(parsed, createPaint(world.colour.err))];
  if (partsOff.length > 0)
    lines.push(
      `It goes on without ${listed(partsOff)}; correct these settings and start again to have it all.`,
    );
  if (lines.length > 0) world.err(`${lines.join("\n")}\n`);
}

function check(parsed: ParsedConfig, context: CommandContext): ExitStatus {
  answer(context, renderCheck(parsed), (paint) => renderCheckText(parsed, paint));
  return parsed.ok ? 0 : 2;
}

function importSettings(context: CommandContext): ExitStatus {
  const { world, environment } = context;
  const imported = renderImport(environment, world.files, world);
  if (!imported.ok) {
    answer(context, { ok: false, problems: imported.problems, warnings: imported.warnings }, (paint) =>
      renderProblems(imported, paint),
    );
    return 2;
  }
  // The lines are meant for a file, so what is worth knowing besides goes elsewhere.
  const advice = renderProblems({ problems: [], warnings: imported.warnings }, createPaint(world.colour.err));
  if (advice.length > 0) world.err(`${advice.join("\n")}\n`);
  answer(context, imported, () => [...imported.notes.map((note) => `# ${note}`), ...imported.lines]);
  return 0;
}

async function plan(config: Config, context: CommandContext): Promise<ExitStatus> {
  const { world, json } = context;
  const whole = await compose({ config, world, log: logFor(config, world, json), remembers: false });
  const report = await whole.engine.cycle({ signal: world.stopping, dryRun: true, fresh: true });
  await whole.close();
  answer(context, reportAsJson(report), (paint) => renderPlan(report, paint));
  return exitStatusOf(report);
}

async function verify(config: Config, context: CommandContext): Promise<ExitStatus> {
  const { world, json } = context;
  const whole = await compose({ config, world, log: logFor(config, world, json), remembers: false });
  const { stopping: signal } = world;
  const report = await whole.engine.cycle({ signal, dryRun: true, fresh: true });
  const { settledAfter: _, ...found } = await whole.verify(report, signal);
  await whole.close();
  answer(context, found, (paint) => renderVerification(found, paint));
  return found.ok ? 0 : 1;
}

function exitStatusOf({ ok }: CycleReport): ExitStatus {
  return ok ? 0 : 1;
}

async function detect(config: Config, context: CommandContext): Promise<ExitStatus> {
  const { world, json } = context;
  const whole = await compose({ config, world, log: logFor(config, world, json), remembers: false });
  const configured = namedSources(config);
  const survey = await surveySources(configured, whole.sources, world.clock, world.stopping);
  await whole.close();
  answer(context, { ...survey }, (paint) => renderDetect(survey, world.clock.now(), paint));
  return survey.sources
    .slice(0, configured.length)
    .some(({ status }) => status === "known" || status === "unmanaged" || status === "clear")
    ? 0
    : 1;
}

async function history(config: Config, context: CommandContext): Promise<ExitStatus> {
  const { world } = context;
  const folder = config.stateDir ?? world.defaultStateDir;
  const read = folder === undefined ? NO_JOURNAL : await readJournal(folder);
  if (!read.ok) {
    world.err(`The journal${folder === undefined ? "" : ` in ${folder}`} cannot be read: ${read.reason}.\n`);
    return 1;
  }
  const now = world.clock.now();
  const told = historyOf(read.lines, now);
  world.useTimeZone(config.timeZone);
  answer(context, told, (paint) => renderHistory(told, now, paint));
  return 0;
}

async function purgeBroker(config: Config, context: CommandContext): Promise<ExitStatus> {
  const { world, json } = context;
  const whole = await compose({ config, world, log: logFor(config, world, json), remembers: false });
  const { broker } = whole.connections;
  if (broker === undefined) {
    await whole.close();
    world.err("There is no broker to purge: set MQTT_URL.\n");
    return 2;
  }
  const { purge } = await import("../mqtt/keeping/purge.ts");
  try {
    const topics = await purge(broker, config, { clock: world.clock });
    answer(context, { ok: true, topics }, () => [
      topics.length === 0
        ? "The broker holds nothing of this instance."
        : `Emptied ${topics.length} topics; the device disappears from Home Assistant.`,
      ...topics.map((topic) => `  ${topic}`),
    ]);
    return 0;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : "unknown error";
    if (json) world.out(`${JSON.stringify({ ok: false, topics: [], error: message }, null, 2)}\n`);
    world.err(`The broker was not purged: ${message}\n`);
    return 1;
  } finally {
    await whole.close();
  }
}
