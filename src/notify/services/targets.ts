/** Where a message goes that one web request is not enough for. */

import type { Secret } from "../../core/secret.ts";
import type { BasicAuth } from "../url/parts.ts";

export interface MailTarget {
  readonly host: string;
  readonly port: number;
  readonly auth: BasicAuth | undefined;
  readonly encryption: "auto" | "none" | "starttls" | "tls";
  readonly verifyCertificate: boolean;
  readonly from: string;
  readonly fromName: string | undefined;
  readonly to: readonly string[];
  /** Name this program gives itself, where it is not the machine's. */
  readonly clientHost: string | undefined;
}

export interface MatrixTarget {
  /** `https://matrix.example.org:8448` */
  readonly server: string;
  /** Signed in with a password, or with an access token. */
  readonly auth: BasicAuth | { readonly token: Secret };
  /** Room ids (`!…`) and aliases (`#…`); none: every room the account has joined. */
  readonly rooms: readonly string[];
}
