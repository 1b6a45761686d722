/** A log that keeps what it is told. */

export interface LogRecorder {
  readonly lines: string[];
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

/** Writes `level text` down. */
export function createLogRecorder(): LogRecorder {
  const lines: string[] = [];
  const write = (level: string) => (text: string) => {
    lines.push(`${level} ${text}`);
  };
  return { lines, error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") };
}
