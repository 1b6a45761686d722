/** The part of Node-RED's runtime that these nodes use, typed as it behaves in 4.0 to 5.0 (checked 2026-11). */

/** A message; what a flow keeps in it besides is left alone. */
export interface FlowMessage {
  payload?: unknown;
  reset?: unknown;
  cloudflare?: unknown;
  detected?: unknown;
  readonly [property: string]: unknown;
}

/** `{}` clears. A text that begins with a letter or @ is looked up in the catalogue, in the language of the browser. */
export interface NodeStatus {
  readonly fill?: "red" | "green" | "yellow" | "blue" | "grey";
  readonly shape?: "ring" | "dot";
  readonly text?: string;
}

export type Send = (messages: readonly (FlowMessage | null)[]) => void;
export type Done = (error?: Error) => void;

type ContextCallback = (error: unknown, value?: unknown) => void;

/** One scope of the context; the callback form works with every store, the other one does not. */
export interface ContextScope {
  get(key: string, store: string | undefined, callback: ContextCallback): void;
  set(key: string, value: unknown, store: string | undefined, callback: (error: unknown) => void): void;
}

/** A node as Node-RED constructs it. */
export interface RuntimeNode {
  readonly id: string;
  readonly type: string;
  readonly credentials?: Readonly<Record<string, unknown>>;
  on(event: "input", listener: (message: FlowMessage, send: Send, done: Done) => void): void;
  /** Node-RED waits for `done`, 15 s at most; a listener without a parameter is not waited for. */
  on(event: "close", listener: (done: () => void) => void): void;
  status(status: NodeStatus): void;
  warn(text: string): void;
  context(): ContextScope & { readonly global: ContextScope };
}

/** Properties as a flow holds them: written by any version of the editor, or by hand. */
export type SavedProperties = Readonly<Record<string, unknown>>;

/** `json '{'` and the like throw at once, other failures come through the callback. */
export type EvaluateNodeProperty = (
  value: unknown,
  type: string,
  node: RuntimeNode,
  message: FlowMessage,
  callback: (error: unknown, value?: unknown) => void,
) => unknown;

/** Requests and answers of the admin API, as far as they are read here. */
export interface AdminRequest {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

export interface AdminAnswer {
  set(name: string, value: string): AdminAnswer;
  status(code: number): AdminAnswer;
  json(body: unknown): unknown;
}

export type AdminHandler = (request: AdminRequest, answer: AdminAnswer) => void;

/** The object that Node-RED hands to every node module. */
export interface Red {
  readonly nodes: {
    createNode(node: RuntimeNode, config: SavedProperties): void;
    registerType(
      type: string,
      construct: (this: RuntimeNode, config: SavedProperties) => void,
      options?: { readonly credentials?: Readonly<Record<string, { readonly type: "password" | "text" }>> },
    ): void;
    /** Null where there is no such node, or it is not deployed. */
    getNode(id: string): RuntimeNode | null | undefined;
  };
  readonly util: { readonly evaluateNodeProperty: EvaluateNodeProperty };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly httpAdmin: {
    get(path: string, permission: unknown, handler: AdminHandler): unknown;
    post(path: string, permission: unknown, handler: AdminHandler): unknown;
  };
  readonly auth: { needsPermission(permission: string): unknown };
}
