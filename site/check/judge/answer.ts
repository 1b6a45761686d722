/** What the page asks the judge, and what it hears. */

import type { Owner } from "../sheets/sheet.ts";

export interface Question {
  /** As it was pasted, secrets in it. */
  readonly text: string;
  readonly owner: Owner;
  /** What else was told, by `Wanted.id`. */
  readonly others: Readonly<Record<string, string>>;
}

/** Nothing in an answer is secret. */
export type Answer =
  | { readonly kind: "blank" }
  | { readonly kind: "unreadable"; readonly problems: readonly Finding[] }
  | { readonly kind: "read"; readonly readings: readonly Reading[] };

/** What is wrong or worth knowing, at its place. */
export interface Finding {
  /** As its user wrote it: PROXIED, records[2].ttl; empty for the text as such. */
  readonly setting: string;
  readonly message: string;
  /** In the pasted text, from 1; undefined where it is about something that does not stand there. */
  readonly line: number | undefined;
}

/** One sheet as the program reads it. */
export interface Reading {
  readonly title: string;
  /** In whose way it was read. */
  readonly readAs: string;
  readonly ok: boolean;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** What a run would go on without, where the settings were refused. */
  readonly partsOff: readonly string[];
  readonly meaning: Meaning | undefined;
  readonly native: Native;
  readonly wanted: readonly Wanted[];
}

/** What the settings say, as `check` tells it. */
export interface Meaning {
  readonly names: readonly NameRow[];
  readonly lists: readonly { readonly heading: string; readonly name: string; readonly site: string }[];
  readonly facts: readonly (readonly [what: string, value: string])[];
}

export interface NameRow {
  readonly name: string;
  readonly records: string;
  readonly cloud: string;
  readonly ttl: string;
  /** Comment, host IDs, site, account, where there are such. */
  readonly besides: string;
}

/** The settings to copy as `import` gives them, or why there are none. */
export type Native =
  | {
      readonly kind: "lines";
      readonly lines: readonly string[];
      readonly notes: readonly string[];
      /** What to do with them; code stands between backticks. */
      readonly next: readonly string[];
    }
  | { readonly kind: "none"; readonly why: string };

/** What the settings refer to and the text does not hold. */
export interface Wanted {
  readonly id: string;
  readonly label: string;
  readonly isSecret: boolean;
  /** Nothing was told of it; it was taken for a good one, or the settings are read without it. */
  readonly unseen: "taken for good" | "left out" | undefined;
}
