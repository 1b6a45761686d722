/** Matrix: an account that writes to rooms; signing in and finding rooms takes more than one request. */

import { authOf, serverOf } from "../../url/parts.ts";
import { type Service, service } from "../service.ts";
import type { MatrixTarget } from "../targets.ts";

export const matrix: Service = service<MatrixTarget>({
  scheme: "matrix",
  form: "matrix://user:password@host/?rooms=!id,alias or matrix://:TOKEN@host/?rooms=…",
  read(url, query) {
    const auth = authOf(url);
    if (url.host === "" || auth === undefined) return undefined;
    return {
      server: serverOf(url, query.flag("disabletls", false)),
      auth,
      rooms: query.list("rooms", "room").map((room) => (/^[!#]/.test(room) ? room : `#${room}`)),
    };
  },
  way: (target) => ({ by: "matrix", target }),
});
