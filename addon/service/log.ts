/** The log: pino underneath, lines for people or JSON on top, the newest lines kept for the dashboard. */

import pino from "pino";
import { redact, visible } from "../../src/index.ts";
import { localTime } from "./local-time.ts";
import type { LogLine } from "./service-view.ts";

export interface Log {
  error(text: string): void;
  warn(text: string): void;
  /** Something was changed at Cloudflare: shown also where QUIET is set. */
  change(text: string): void;
  info(text: string): void;
  debug(text: string): void;
  /** The newest lines, oldest first. */
  readonly tail: readonly LogLine[];
  /** Calls `listener` with each new line; answers with the function that ends it. */
  follow(listener: (line: LogLine) => void): () => void;
}

export interface LogOptions {
  readonly level: LogLine["level"];
  readonly format: "text" | "json";
  readonly emoji: boolean;
  /** Keeps errors, warnings and changes. */
  readonly quiet: boolean;
  readonly colour: boolean;
  readonly write: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TAIL_LENGTH = 200;

type Mark = LogLine["level"] | "change";

export function createLog(options: LogOptions): Log {
  const tail: LogLine[] = [];
  const followers = new Set<(line: LogLine) => void>();
  const format = options.format === "json" ? (line: string) => line : textFormat(options);
  const logger = pino(
    {
      level: options.level,
      base: null,
      messageKey: "message",
      timestamp: () => `,"time":"${new Date(options.now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => options.write(format(line)) },
  );

  function say(mark: Mark, text: string): void {
    const level = mark === "change" ? "info" : mark;
    if (options.quiet && (mark === "info" || mark === "debug")) return;
    if (!logger.isLevelEnabled(level)) return;
    // Foreign text was made harmless where it entered; whatever was missed ends here.
    const safe = visible(redact(text));
    logger[level](mark === "change" ? { change: true } : {}, safe);
    const line: LogLine = { at: new Date(options.now()).toISOString(), level, text: safe };
    tail.push(line);
    if (tail.length > TAIL_LENGTH) tail.shift();
    for (const follower of followers) follower(line);
  }

  return {
    error: (text) => say("error", text),
    warn: (text) => say("warn", text),
    change: (text) => say("change", text),
    info: (text) => say("info", text),
    debug: (text) => say("debug", text),
    tail,
    follow: (listener) => {
      followers.add(listener);
      return () => followers.delete(listener);
    },
  };
}

const EMOJI: Readonly<Record<Mark, string>> = {
  error: "❌",
  warn: "⚠️ ",
  change: "✅",
  info: "ℹ️ ",
  debug: "🔍",
};
const WORDS: Readonly<Record<Mark, string>> = {
  error: "error  ",
  warn: "warning",
  change: "changed",
  info: "info   ",
  debug: "debug  ",
};
const COLOURS: Readonly<Record<Mark, string>> = {
  error: "31",
  warn: "33",
  change: "32",
  info: "39",
  debug: "90",
};

/** `2026-01-31 07:05:00 ✅ A home.example.org updated: …` */
function textFormat({ emoji, colour, now }: LogOptions): (line: string) => string {
  return (line) => {
    const { level, message, change } = JSON.parse(line) as {
      level: LogLine["level"];
      message: string;
      change?: boolean;
    };
    const mark: Mark = change === true ? "change" : level;
    const label = emoji ? EMOJI[mark] : WORDS[mark];
    const text = colour ? `\u001b[${COLOURS[mark]}m${message}\u001b[0m` : message;
    return `${localTime(now())} ${label} ${text}\n`;
  };
}
