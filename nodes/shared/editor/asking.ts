/** Asks the runtime about an account: through jQuery and a relative URL, so that logins, sub-paths and ingress work. */

/** What the picker shows in place of a list. */
export class AskError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `token` stands in a dialog that is not deployed yet. */
export type AccountReference = { readonly id: string } | { readonly token: string };

/** How to ask for the account that a node names: by its token where that was just entered, else by its id. */
export function referenceTo(accountId: string): AccountReference {
  const token = RED.nodes.node(accountId)?.credentials?.["token"];
  return typeof token === "string" && token.trim() !== "" && token !== "__PWRD__"
    ? { token }
    : { id: accountId };
}

/** The member `question` of the answer; `about` is a zone for records, a kind for lists. Rejects with AskError. */
export function ask<T>(
  question: "zones" | "records" | "lists" | "test",
  account: AccountReference,
  about = "",
): Promise<T> {
  return new Promise((resolve, reject) => {
    const refuse = (code: string, message: string): void => reject(new AskError(code, message));
    const callbacks = {
      dataType: "json",
      success: (answer: unknown) => {
        const body = isRecord(answer) ? answer : {};
        const error = body["error"];
        if (isRecord(error)) refuse(String(error["code"]), String(error["message"]));
        else resolve(body[question] as T);
      },
      error: ({ status, responseJSON }: { readonly status?: number; readonly responseJSON?: unknown }) => {
        const error = isRecord(responseJSON) ? responseJSON["error"] : undefined;
        if (isRecord(error)) refuse(String(error["code"]), String(error["message"]));
        else refuse(status === 401 || status === 403 ? "FORBIDDEN" : "UNREACHABLE", "");
      },
    } as const;
    if ("id" in account) {
      const parts = [question, account.id, ...(about === "" ? [] : [about])].map(encodeURIComponent);
      $.ajax({ url: `cloudflare-ddns/${parts.join("/")}`, method: "GET", ...callbacks });
    } else {
      const data = JSON.stringify({ token: account.token, about });
      $.ajax({
        url: `cloudflare-ddns/${question}`,
        method: "POST",
        contentType: "application/json",
        data,
        ...callbacks,
      });
    }
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
