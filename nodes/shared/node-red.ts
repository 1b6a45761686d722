/** The part of Node-RED's runtime that these nodes use: its published types, and what they lack of 4.0 to 5.0 (checked 2026-11), each with the reason. */

import type { Node, NodeAPI, NodeMessage, NodeStatus as Status } from "node-red";

/** A message; what a flow keeps in it besides is left alone. */
export interface FlowMessage extends NodeMessage {
  reset?: unknown;
  cloudflare?: unknown;
  detected?: unknown;
}

/** `{}` clears. A text that begins with a letter or @ is looked up in the catalogue, in the language of the browser. */
export type NodeStatus = Readonly<Status>;

export type Send = (messages: readonly (FlowMessage | null)[]) => void;
export type Done = (error?: Error) => void;

type ContextCallback = (error: unknown, value?: unknown) => void;

/**
 * One scope of the context; the callback form works with every store, the other one does not. The published types know
 * no `undefined` for the default store, which Node-RED takes.
 */
export interface ContextScope {
  get(key: string, store: string | undefined, callback: ContextCallback): void;
  set(key: string, value: unknown, store: string | undefined, callback: (error: unknown) => void): void;
}

/**
 * A node as Node-RED constructs it. The published types have credentials on every node, though there are none until
 * some were entered, and context without its default store.
 */
export interface RuntimeNode extends Readonly<Pick<Node, "id" | "type">> {
  readonly credentials?: Readonly<Record<string, unknown>>;
  /** Within a subflow: the id of the node it was made from, to which the credentials belong. */
  readonly _alias?: string;
  on(event: "input", listener: (message: FlowMessage, send: Send, done: Done) => void): void;
  /** Node-RED waits for `done`, 15 s at most; a listener without a parameter is not waited for. */
  on(event: "close", listener: (done: () => void) => void): void;
  status(status: NodeStatus): void;
  warn: Node["warn"];
  context(): ContextScope & { readonly global: ContextScope };
}

/** Properties as a flow holds them: written by any version of the editor, or by hand. */
export type SavedProperties = Readonly<Record<string, unknown>>;

/** `json '{'` and the like throw at once, other failures come through the callback. The published types take texts alone. */
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

/**
 * The object that Node-RED hands to every node module. The published `registerType` wants a class for each node, and its
 * `getNode` forgets that there may be none.
 */
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
    /** As they are stored: variables are not replaced. */
    getCredentials(id: string): Readonly<Record<string, unknown>> | null | undefined;
    /** Every node of every flow as it is saved, without credentials. */
    eachNode(callback: (saved: SavedProperties) => void): void;
  };
  readonly events: { on(event: "flows:started", listener: () => void): unknown };
  readonly util: { readonly evaluateNodeProperty: EvaluateNodeProperty };
  /** Those of settings.js as properties; `get` and `set` for what Node-RED keeps over restarts. */
  readonly settings: Readonly<Record<string, unknown>> & {
    get(name: string): unknown;
    set(name: string, value: unknown): Promise<void>;
  };
  readonly httpAdmin: {
    get(path: string, permission: unknown, handler: AdminHandler): unknown;
    post(path: string, permission: unknown, handler: AdminHandler): unknown;
  };
  readonly auth: Pick<NodeAPI["auth"], "needsPermission">;
}
