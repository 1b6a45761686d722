/** Collects what is wrong and what is worth knowing, in the order it is found, without a secret in it. */

import { type Parsed, quote } from "../../core/parsed.ts";
import { redact, Secret } from "../../core/secret.ts";
import type { ConfigProblem, Part } from "../config.ts";
import { defaultOf, findSetting, type SettingName } from "../table/setting-table.ts";
import { redactUrls } from "./redact-urls.ts";
import type { Written, WrittenSecret, WrittenSettings } from "./written.ts";

/** From this length on, the beginning of a secret gives it away. */
const TELLING_PIECE = 8;

/** `isOurs`: no word of it was written by the user, so nothing that looks like a URL in it is one of theirs. */
interface Finding extends ConfigProblem {
  readonly isOurs?: boolean;
}

/** What all views of one reading share. */
class Store {
  readonly problems: Finding[] = [];
  readonly warnings: Finding[] = [];
  readonly secrets: Secret[] = [];
  /** Parts with a refused setting; undefined stands for what decides. */
  readonly broken = new Set<Part | undefined>();
  /** Settings of which everything was said at the first look. */
  readonly judged = new Set<string>();
  refusals = 0;
}

/** What one reading of settings found. */
export class Findings {
  readonly #store: Store;
  /** What is refused here breaks this part; undefined: what decides. */
  readonly #part: Part | undefined;

  constructor(whole?: Findings, part?: Part) {
    this.#store = whole === undefined ? new Store() : whole.#store;
    this.#part = part;
  }

  /** The same findings for a setting: what is refused there only breaks the part that the setting belongs to. */
  about(name: string): Findings {
    return new Findings(this, findSetting(name)?.part);
  }

  /** Keeps `text` out of every message, also those that are here already. */
  hide(text: string): Secret {
    // Half a character pair, which JSON can hold, is no text that could be searched for in a URL.
    this.#store.secrets.push(new Secret(text.replace(/\p{Surrogate}/gu, "\ufffd")));
    return new Secret(text);
  }

  problem(setting: string, message: string): void {
    this.#refuse({ setting, message });
  }

  warn(setting: string, message: string): void {
    this.#advise({ setting, message });
  }

  /** A problem that says it all: whatever else could be said about the setting would be about the same mistake. */
  judge(setting: string, message: string): void {
    this.problem(setting, message);
    this.#store.judged.add(setting);
  }

  /** Reports that `written` is refused, with its value unless `reason` shows it already. */
  refuse(written: Written, reason: string): void {
    const text = written.original ?? written.text;
    const shown = quote(this.clean(text));
    const isShown = reason.includes(shown) || reason.includes(quote(text));
    this.problem(written.setting, at(written, isShown ? reason : `${shown}: ${reason}`));
  }

  /** The value, or undefined with its problem reported. */
  take<T>(written: Written, parsed: Parsed<T>): T | undefined {
    if (!parsed.ok) {
      this.refuse(written, parsed.reason);
      return undefined;
    }
    if (written.withoutAdvice !== true)
      for (const warning of parsed.warnings) this.warn(written.setting, at(written, warning));
    return parsed.value;
  }

  /** The same for a secret: its text is never shown. The words are all ours, so a form such as `discord://TOKEN@ID` stays whole. */
  takeSecret<T>(written: WrittenSecret, parsed: Parsed<T>): T | undefined {
    const { setting } = written;
    if (!parsed.ok) {
      this.#refuse({ setting, message: at(written, parsed.reason), isOurs: true });
      return undefined;
    }
    for (const warning of parsed.warnings)
      this.#advise({ setting, message: at(written, warning), isOurs: true });
    return parsed.value;
  }

  #refuse(finding: Finding): void {
    this.#store.refusals += 1;
    this.#store.broken.add(this.#part);
    if (!this.#store.judged.has(finding.setting)) add(this.#store.problems, finding);
  }

  #advise(finding: Finding): void {
    if (!this.#store.judged.has(finding.setting)) add(this.#store.warnings, finding);
  }

  /** How often something was refused so far, said or not. */
  get refusals(): number {
    return this.#store.refusals;
  }

  /** The parts that cannot be used as they are set, or undefined where something that decides was refused. */
  get brokenParts(): ReadonlySet<Part> | undefined {
    const parts = [...this.#store.broken].filter((part) => part !== undefined);
    return parts.length < this.#store.broken.size ? undefined : new Set(parts);
  }

  get problems(): readonly ConfigProblem[] {
    return this.#store.problems.map((problem) => this.#clean(problem));
  }

  get warnings(): readonly ConfigProblem[] {
    return this.#store.warnings.map((warning) => this.#clean(warning));
  }

  /** `text` with everything hidden taken out. */
  clean(text: string): string {
    return redactUrls(this.#cutSecrets(redact(text)));
  }

  /** Texts are quoted up to some length, which may cut a secret in two. */
  #cutSecrets(text: string): string {
    if (!text.includes("…")) return text;
    let cleaned = text;
    for (const secret of this.#store.secrets.map((each) => each.reveal())) {
      for (let length = secret.length - 1; length >= TELLING_PIECE; length--)
        cleaned = cleaned.replaceAll(`${secret.slice(0, length)}…`, "[redacted]…");
    }
    return cleaned;
  }

  #clean({ setting, message, isOurs = false }: Finding): ConfigProblem {
    return { setting, message: isOurs ? redact(message) : this.clean(message) };
  }
}

/** What was written for a setting, or its default under its own name. */
export function writtenOrDefault(settings: WrittenSettings, name: SettingName): Written {
  return settings[name] ?? { setting: name, text: defaultOf(name) };
}

/** What was written for a setting, if it says something else than leaving it out does. */
export function differing(settings: WrittenSettings, name: SettingName): Written | undefined {
  const written = settings[name];
  if (written === undefined || written.isImplied === true || written.text === defaultOf(name))
    return undefined;
  return written;
}

function add(to: Finding[], finding: Finding): void {
  const { setting, message } = finding;
  if (!to.some((known) => known.setting === setting && known.message === message)) to.push(finding);
}

function at(written: { readonly place?: string }, message: string): string {
  return written.place === undefined ? message : `${written.place}: ${message}`;
}
