/** What settings take from elsewhere: files they name, variables of Compose. What is not told is asked for, never made up in silence. */

import type { FileReader } from "../../../src/settings/index.ts";
import { kindOf } from "../../../src/settings/values/kinds.ts";
import type { Wanted } from "./answer.ts";

/** Stands for a token or password that nobody showed; it has the looks of one, so that everything else can be checked. */
const STAND_IN = "unseenTokenThatIsTakenForGood0123456789";

/** Where variables and files are looked for; it writes down what was looked for. */
export class Elsewhere {
  readonly #others: Readonly<Record<string, string>>;
  readonly #wanted = new Map<string, Wanted>();

  constructor(others: Readonly<Record<string, string>>) {
    this.#others = others;
  }

  get wanted(): readonly Wanted[] {
    return [...this.#wanted.values()];
  }

  /** The value of a variable that a setting is made of; a secret one that is not told is taken for good. */
  variable(name: string, isSecret: boolean): string | undefined {
    return this.#look(`variable:${name}`, `Variable ${name}`, isSecret, isSecret);
  }

  /** A token that the text leaves out, which is wise. */
  token(setting: string): string {
    return this.#look(`token:${setting}`, `The token, for ${setting}`, true, true) ?? STAND_IN;
  }

  /** The content of a file of variables. */
  envFile(path: string): string | undefined {
    return this.#look(`env_file:${path}`, `Env file ${path}`, true, false);
  }

  /** A config.json that is mounted beside the settings. */
  configJson(): string | undefined {
    return this.#look("file:config.json", "The config.json of the program", true, false);
  }

  /** Reads the files that `settings` names, `<path>` by `<NAME>_FILE`. */
  files(settings: Readonly<Record<string, string | undefined>>): FileReader {
    const names = new Map(Object.entries(settings).map(([name, path]) => [path?.trim(), name]));
    return {
      read: (path) => {
        const setting = names.get(path) ?? "";
        if (!setting.endsWith("_FILE")) return { ok: false, reason: "there is no such file" };
        const kind = kindOf(setting.slice(0, -"_FILE".length));
        const isOpaque = ["token", "password"].includes(kind) && setting !== "PUSH_CLIENTS_FILE";
        const text = this.#look(
          `file:${path}`,
          `File ${path} (${setting})`,
          setting !== "MQTT_CA_FILE",
          isOpaque,
        );
        return text === undefined
          ? { ok: false, reason: "its content was not told here" }
          : { ok: true, text };
      },
    };
  }

  #look(id: string, label: string, isSecret: boolean, hasStandIn: boolean): string | undefined {
    const told = this.#others[id];
    const isTold = told !== undefined && told.trim() !== "";
    const number = [...this.#wanted.keys()].indexOf(id);
    const unseen = isTold ? undefined : hasStandIn ? "taken for good" : "left out";
    this.#wanted.set(id, { id, label, isSecret, unseen });
    if (isTold) return told;
    // Two that are unseen are not the same.
    return hasStandIn ? `${STAND_IN}${number === -1 ? this.#wanted.size : number + 1}` : undefined;
  }
}
