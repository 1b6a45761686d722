/**
 * The part of Node-RED's editor that these nodes use. `$` and its typed inputs are typed by @types/jquery and
 * @types/node-red__editor-client; declared here is what those lack of 4.0 to 5.0 (checked 2026-11): validators that give
 * the reason, labels by function, and the global RED itself.
 */

/** A node in the editor, with its properties. */
export interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly changed?: boolean;
  readonly credentials?: Readonly<Record<string, unknown>>;
  readonly [property: string]: unknown;
}

/** `true`, or the reason why not. Two parameters, or the reason is not shown. */
export type Validator = (this: EditorNode, value: unknown, options?: unknown) => boolean | string;

export interface PropertyDefinition {
  readonly value: unknown;
  readonly required?: boolean;
  /** Type of the config node that the property names. */
  readonly type?: string;
  readonly label?: string;
  readonly validate?: Validator;
}

export interface NodeDefinition {
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly defaults: Readonly<Record<string, PropertyDefinition>>;
  readonly credentials?: Readonly<
    Record<string, { readonly type: "password" | "text"; readonly validate?: Validator }>
  >;
  readonly paletteLabel?: string;
  readonly label?: (this: EditorNode) => string;
  readonly labelStyle?: (this: EditorNode) => string;
  readonly inputLabels?: (this: EditorNode, index: number) => string;
  readonly outputLabels?: (this: EditorNode, index: number) => string;
  readonly oneditprepare?: (this: EditorNode) => void;
  readonly oneditsave?: (this: EditorNode) => void;
  readonly oneditresize?: (this: EditorNode) => void;
}

/** A type of a typed input: the name of a built-in one, or one of our own. */
export type TypedInputType =
  | string
  | { readonly value: string; readonly label: string; readonly hasValue?: boolean };

declare global {
  const RED: {
    readonly nodes: {
      registerType(type: string, definition: NodeDefinition): void;
      node(id: string): EditorNode | null | undefined;
    };
    readonly settings: {
      readonly context?: { readonly default?: string; readonly stores?: readonly string[] };
    };
    readonly validators: { typedInput(typeProperty: string): Validator };
    _(key: string, values?: Readonly<Record<string, string | number>>): string;
  };
}
