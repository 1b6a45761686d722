/** The worker's entry: one question, one answer. */

import type { Question } from "./answer.ts";
import { judge } from "./judge.ts";

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  postMessage(judge(data));
});
