/** Makes text of others harmless for the service it goes to: no markup, nobody called. */

/** Shows as nothing, and keeps what stands on its two sides from being read as one. */
const GAP = "\u200b";

/** `@all`, `@everyone`, `@channel`, `@here` and `@name` call nobody any more. */
export function withoutMentions(text: string): string {
  return text.replace(/@(?=\S)/g, `@${GAP}`);
}

/** For Markdown that takes a backslash: `*.example.org` stays what it is, and a link shows its brackets. */
export function escapeMarkdown(text: string): string {
  return withoutMentions(text.replace(/[\\`*_~|<>[\]#]/g, "\\$&"));
}

/** For markup that has no escape: its signs are set apart, so that they mean nothing. */
export function partMarkup(text: string): string {
  return withoutMentions(text.replace(/[`*_~|<>[\]#]/g, `$&${GAP}`));
}

/** For Slack, whose markup lives between angle brackets. */
export function escapeSlack(text: string): string {
  return withoutMentions(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
}
