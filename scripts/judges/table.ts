/** All judges, in the order in which they speak. A new one is a row in one of these files. */

import type { Judge } from "./judge.ts";
import { CODE } from "./rows/code.ts";
import { DOCUMENTS_JUDGES } from "./rows/documents.ts";
import { IMAGES } from "./rows/images.ts";
import { PACKAGE } from "./rows/package.ts";
import { PAGES } from "./rows/pages.ts";
import { WORKFLOWS } from "./rows/workflows.ts";

export const JUDGES: readonly Judge[] = [
  ...IMAGES,
  ...WORKFLOWS,
  ...PACKAGE,
  ...CODE,
  ...DOCUMENTS_JUDGES,
  ...PAGES,
];
