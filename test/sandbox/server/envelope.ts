/** Answers for the shape of every API answer: the envelope of success and the two of failure. */

export interface ErrorItem {
  code: number;
  message: string;
  error_chain?: { code: number; message: string }[];
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A refused request. `gateway` marks the key order of the authentication layer, which differs from the services'. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly ErrorItem[];
  readonly gateway: boolean;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    errors: readonly ErrorItem[],
    options: { gateway?: boolean; headers?: Record<string, string> } = {},
  ) {
    super(errors.map(({ code, message }) => `${code} ${message}`).join("; "));
    this.status = status;
    this.errors = errors;
    this.gateway = options.gateway ?? false;
    this.headers = options.headers ?? {};
  }
}

/** Shorthand for the usual refusal with one error. */
export function refusal(status: number, code: number, message: string): ApiError {
  return new ApiError(status, [{ code, message }]);
}

export interface PageInfo {
  page: number;
  per_page: number;
  count: number;
  total_count: number;
  total_pages: number;
}

export interface CursorInfo {
  cursors: { before?: string; after?: string };
}

export function success(
  result: unknown,
  options: { status?: number; info?: PageInfo | CursorInfo; messages?: unknown[] } = {},
): Answer {
  const envelope: Record<string, unknown> = {
    result,
    success: true,
    errors: [],
    messages: options.messages ?? [],
  };
  if (options.info !== undefined) envelope["result_info"] = options.info;
  return json(options.status ?? 200, envelope);
}

export function failure(error: ApiError): Answer {
  const envelope = error.gateway
    ? { success: false, errors: error.errors, messages: [], result: null }
    : { result: null, success: false, errors: error.errors, messages: [] };
  const answer = json(error.status, envelope);
  return { ...answer, headers: { ...answer.headers, ...error.headers } };
}

export function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** One page of `all`, with its result_info. A page beyond the end is empty, not an error. */
export function pageOf<T>(all: readonly T[], page: number, perPage: number): { rows: T[]; info: PageInfo } {
  const rows = all.slice((page - 1) * perPage, page * perPage);
  const pages = Math.ceil(all.length / perPage);
  return {
    rows,
    info: { page, per_page: perPage, count: rows.length, total_count: all.length, total_pages: pages },
  };
}

/** A whole number of the query between the bounds; out of range is clamped, unreadable is the default. */
export function wholeNumber(text: string | null, fallback: number, least: number, most: number): number {
  if (text === null || !/^-?\d+$/.test(text)) return fallback;
  return Math.min(most, Math.max(least, Number(text)));
}

/** The body as an object, or undefined for anything else. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
