/** A file that is ours alone, in a folder that may be anybody's: nothing planted beside it can hurt, and no disk can hold us up. */

import { dirname } from "node:path";
import {
  addTo,
  type Behind,
  type FilePlace,
  makeFolder,
  putInPlace,
  readBehind,
  readWhole,
  removeLeftovers,
  rewriteAll,
} from "./steps.ts";
import { FileTrouble, inTime, NO_ANSWER } from "./trouble.ts";

export class OwnFile {
  readonly #path: string;
  readonly #onRival: () => void;
  /** What the file holds as far as we know; undefined before it was looked at. */
  #known: string | null | undefined;
  #waiting: { readonly text: string } | undefined;
  #writing: Promise<void> | undefined;
  #isGivenUp = false;
  #isTidy = false;

  /** `onRival` hears, once, that somebody else writes the file too. */
  constructor(path: string, onRival: () => void) {
    this.#path = path;
    let isTold = false;
    this.#onRival = () => {
      if (!isTold) onRival();
      isTold = true;
    };
  }

  /** The text of the file, null where there is none. Rejects with FileTrouble only. */
  async read(): Promise<string | null> {
    this.#known = await inTime(readWhole(this.#path));
    return this.#known;
  }

  /**
   * What was put behind `place`; all of it where that is not known, where the file was cut since, or where it is another
   * one. Empty where there is none. Rejects with FileTrouble only.
   */
  async readOn(place: FilePlace | undefined): Promise<Behind> {
    const found = await inTime(readBehind(this.#path, place));
    return found ?? { bytes: Buffer.alloc(0), from: { inode: 0, bytes: 0 } };
  }

  /**
   * Replaces the file in one step. Of texts that come while one is written only the newest is. Rejects with
   * FileTrouble only, and never waits for long.
   */
  async replace(text: string): Promise<void> {
    this.#waiting = { text };
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      this.#isGivenUp = false;
    });
    if (this.#isGivenUp) throw new FileTrouble(NO_ANSWER);
    await inTime(this.#writing).catch((thrown: FileTrouble) => {
      this.#isGivenUp = thrown.code === NO_ANSWER;
      throw thrown;
    });
  }

  /**
   * Puts text behind what is there, so that a kill can only tear its end; twice, at worst, where another program replaces
   * the file meanwhile. Rejects with FileTrouble only, and never waits for long; one at a time, and not beside `replace`.
   */
  async append(text: string): Promise<void> {
    await inTime(makeFolder(dirname(this.#path)).then(() => addTo(this.#path, text)));
    this.#known = undefined;
  }

  /**
   * Replaces the file by what `change` makes of its text; undefined leaves it as it is. What other programs append
   * meanwhile is kept. Rejects with FileTrouble only; one at a time, and not beside `replace`.
   */
  async rewrite(change: (text: string) => string | undefined): Promise<void> {
    await inTime(rewriteAll(this.#path, change));
    this.#known = undefined;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting; next !== undefined; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#write(next.text);
    }
  }

  async #write(text: string): Promise<void> {
    const found = await readWhole(this.#path).catch(() => null);
    if (this.#known !== undefined && found !== null && found !== this.#known) this.#onRival();
    await makeFolder(dirname(this.#path));
    await putInPlace(this.#path, text);
    this.#known = text;
    if (!this.#isTidy) await removeLeftovers(this.#path).catch(() => {});
    this.#isTidy = true;
  }
}
