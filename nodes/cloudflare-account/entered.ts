/** A token together with the API base it was entered for, as the dialog keeps the two where the base was changed. Runs in the browser too. */

/** Stands for the base that accounts have which name none. */
const USUAL = "default";

export interface EnteredToken {
  readonly token: string;
  /** Empty for the usual base; absent where the token was kept alone. */
  readonly base?: string;
}

/** One value of both: who does not know the token cannot write it with another base. */
export function joinEntered(token: string, base: string): string {
  return `${token} ${base === "" ? USUAL : base}`;
}

/** What was joined; any other text is a token alone. */
export function splitEntered(credential: string): EnteredToken {
  const text = credential.trim();
  const [token = "", base = "", ...others] = text.split(/\s+/, 3);
  if (others.length > 0 || !(base === USUAL || /^https?:\/\//.test(base))) return { token: text };
  return { token, base: base === USUAL ? "" : base };
}
