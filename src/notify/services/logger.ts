/** The log of this program itself. */

import { type Service, service } from "./service.ts";

export const logger: Service = service({
  scheme: "logger",
  form: "logger://",
  read: () => ({}),
  way: () => ({ by: "log" }),
});
