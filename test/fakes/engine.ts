/** An engine in the hands of a test: parts replaced, its pushes at the test's command. */

import type { Engine } from "../../src/engine.ts";

export interface HandledEngine {
  readonly engine: Engine;
  /** As if a source said by itself that something may have changed; nothing until somebody watches. */
  push(): void;
}

export function handledEngine(real: Engine, replaced: Partial<Engine>): HandledEngine {
  let onChange = (): void => {};
  const engine: Engine = {
    ...real,
    // A copy would stay at the state of this moment.
    get state() {
      return real.state;
    },
    watch: (watcher) => {
      onChange = watcher;
      return () => {};
    },
    ...replaced,
  };
  return { engine, push: () => onChange() };
}
