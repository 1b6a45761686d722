/** Asks the judge: each question in a worker of its own, so that nothing of it is remembered, and an older one is dropped. */

import type { Answer, Question } from "../judge/answer.ts";

/** The judge's program, put in by the bundler. */
declare const __JUDGE__: string;

const LONGEST_MS = 10_000;

export class JudgeLink {
  readonly #program = URL.createObjectURL(new Blob([__JUDGE__], { type: "text/javascript" }));
  /** Ready before it is needed, since reading the program takes a moment. */
  #spare = new Worker(this.#program);
  #drop: (() => void) | undefined;

  /** The answer, or undefined where a newer question came first. Rejects where the judge fails. */
  ask(question: Question): Promise<Answer | undefined> {
    this.#drop?.();
    return new Promise((resolve, reject) => {
      const worker = this.#spare;
      this.#spare = new Worker(this.#program);
      const end = (): void => {
        clearTimeout(timer);
        worker.terminate();
        this.#drop = undefined;
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error("it took too long"));
      }, LONGEST_MS);
      this.#drop = () => {
        end();
        resolve(undefined);
      };
      worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
        end();
        resolve(data);
      });
      worker.addEventListener("error", ({ message }) => {
        end();
        reject(new Error(message));
      });
      worker.postMessage(question);
    });
  }
}
