/** What the broker and Home Assistant code logs through. */

/** One line of text per call, for people; no secrets. */
export interface Log {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}
