/** The properties of a sync-waf-list node, read once and completely. */

import { DdnsError, LIST_KINDS, type ListKind } from "../shared/engine.ts";
import { textOf, tickOf, typedOf } from "../shared/input/saved.ts";
import type { TypedValue } from "../shared/input/typed-value.ts";
import { unsetVariable, variableUnset } from "../shared/input/unset-variable.ts";
import type { SavedProperties } from "../shared/node-red.ts";

export interface SyncSettings {
  /** Id of the account node. */
  readonly account: string;
  readonly list: TypedValue;
  readonly items: TypedValue;
  readonly kind: ListKind;
  /** Comment of own items. */
  readonly comment: string;
  /** What told own items before a comment was given; such items are this node's still. */
  readonly formerComment: string;
  readonly mode: "own" | "whole";
  readonly allowEmpty: boolean;
  readonly dryRun: boolean;
}

/**
 * Throws CONFIG_INVALID or ENV_UNSET. Own items are told by their comment, so it is never empty there: two nodes without
 * one would take each other's items for their own, and everything anybody added by hand. `nodeId` stands in.
 */
export function readSettings(saved: SavedProperties, nodeId: string): SyncSettings {
  const mode = textOf(saved, "mode") || "own";
  if (mode !== "own" && mode !== "whole")
    throw new DdnsError("CONFIG_INVALID", "The mode must be own or whole.");
  const comment = textOf(saved, "comment");
  const unset = unsetVariable(comment);
  if (unset !== undefined) throw variableUnset("The comment", unset);
  if (/[\r\n]/.test(comment) || comment.length > 400)
    throw new DdnsError("CONFIG_INVALID", "The comment must be one line of at most 400 characters.");
  return {
    account: textOf(saved, "account"),
    list: typedOf(saved, "list", "The list"),
    items: typedOf(saved, "items", "The items"),
    kind: kindOf(saved),
    comment: comment === "" && mode === "own" ? markerOf(nodeId) : comment,
    formerComment: markerOf(nodeId),
    mode,
    allowEmpty: tickOf(saved, "allowEmpty", false),
    dryRun: tickOf(saved, "dryRun", false),
  };
}

/** The comment of a node that has none: it tells its items from everybody else's. */
function markerOf(nodeId: string): string {
  return `node-red ${nodeId}`;
}

/** The node whose marker a comment begins with, undefined where it is no such comment. */
export function markedBy(comment: string): string | undefined {
  return /^node-red ([0-9a-z.-]{6,40})(?:: |$)/i.exec(comment)?.[1];
}

function kindOf(saved: SavedProperties): ListKind {
  const text = textOf(saved, "kind") || "waf";
  const found = LIST_KINDS.find(({ kind }) => kind === text);
  if (found !== undefined) return found.kind;
  throw new DdnsError("CONFIG_INVALID", `The kind must be ${LIST_KINDS.map(({ kind }) => kind).join(", ")}.`);
}
