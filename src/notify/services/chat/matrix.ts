/** Matrix: an account that writes to rooms; signing in and finding rooms takes more than one request. */

import type { Secret } from "../../../core/secret.ts";
import { authOf, type BasicAuth, serverOf } from "../../url/parts.ts";
import { type Service, service } from "../service.ts";

export interface MatrixTarget {
  /** `https://matrix.example.org:8448` */
  readonly server: string;
  /** Signed in with a password, or with an access token. */
  readonly auth: BasicAuth | { readonly token: Secret };
  /** Room ids (`!…`) and aliases (`#…`); none: every room the account has joined. */
  readonly rooms: readonly string[];
}

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
