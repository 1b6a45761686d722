/** What was pasted, once it is known what it is. */

import type { Environment } from "../../../src/settings/index.ts";

/** Whose settings these are; `auto`: to be found out. */
export type Owner = "auto" | "native" | "timothymiller" | "oznu";

/** Where a setting or a place in a document stands, as a line from 1; undefined where it stands nowhere. */
export type Locate = (place: string) => number | undefined;

/** The service of a compose file, or a workload of Kubernetes such as `deployment/ddns`. */
export interface Place {
  readonly kind: "compose" | "kubernetes";
  readonly name: string;
}

/** One set of settings that a program would be started with. */
export type Sheet =
  | {
      readonly kind: "environment";
      readonly title: string;
      /** Values as written, variables of Compose not yet put in. */
      readonly environment: Environment;
      /** Files of further variables: a later one wins over an earlier, and what stands above over all. */
      readonly envFiles: readonly string[];
      /** `$` begins a variable, as in compose files. */
      readonly hasVariables: boolean;
      readonly image: string | undefined;
      /** What they stand in, where that has a form of its own; undefined for lines of an env file. */
      readonly place: Place | undefined;
      readonly locate: Locate;
    }
  | {
      readonly kind: "config.json";
      readonly title: string;
      readonly text: string;
      readonly locate: Locate;
    }
  | {
      readonly kind: "options";
      readonly title: string;
      readonly options: unknown;
      readonly locate: Locate;
    };

export type EnvironmentSheet = Extract<Sheet, { kind: "environment" }>;

/** A line that cannot be read; `line` from 1, undefined for the whole text. */
export interface Unreadable {
  readonly line: number | undefined;
  readonly message: string;
}

export type Recognised =
  | { readonly kind: "sheets"; readonly sheets: readonly Sheet[] }
  | { readonly kind: "unreadable"; readonly problems: readonly Unreadable[] };
