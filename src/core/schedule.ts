/** When cycles run: what `UPDATE_CRON` says, as a value. */

export type Schedule =
  | { readonly kind: "once" }
  /** `text` as written (`@every 5m`), at least 1000 ms. */
  | { readonly kind: "every"; readonly intervalMs: number; readonly text: string }
  /** Five cron fields or a word such as `@hourly`, checked; `text` as written. `timeZone`: of this schedule alone. */
  | { readonly kind: "cron"; readonly text: string; readonly timeZone?: string };
