/** Everything that is wrong just now, joined to the one text that people see. */

export interface Troubles {
  /** What is wrong with `about`; undefined = nothing any more. The failure of the last cycle is about `cycle`. */
  set(about: string, text: string | undefined): void;
  has(about: string): boolean;
  /** A command for `thing` was refused; undefined = one was done. */
  refused(thing: string, text: string | undefined): void;
  forgetRefusals(): void;
  /** All of them, the cycle's first; undefined where nothing is wrong. */
  readonly text: string | undefined;
}

export function createTroubles(): Troubles {
  const known = new Map<string, string>();
  const refusals = new Map<string, string>();
  const put = (into: Map<string, string>, about: string, text: string | undefined): void => {
    if (text === undefined) into.delete(about);
    else into.set(about, text);
  };
  return {
    set: (about, text) => put(known, about, text),
    has: (about) => known.has(about),
    refused: (thing, text) => put(refusals, thing, text),
    forgetRefusals: () => refusals.clear(),
    get text() {
      const { cycle, ...others } = Object.fromEntries(known);
      const all = [cycle, ...Object.values(others), ...refusals.values()].filter(
        (text) => text !== undefined,
      );
      return all.length === 0 ? undefined : all.join(" ");
    },
  };
}
