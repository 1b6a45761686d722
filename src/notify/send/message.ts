/** What is sent to people, and how it is made to fit. */

/** A title of one line and a text of any number. */
export interface Message {
  readonly title: string;
  readonly text: string;
}

/** Title and text as one text. */
export function wholeText({ title, text }: Message): string {
  return text === "" ? title : `${title}\n${text}`;
}

/** `text`, cut to `most` characters with a mark at the end; characters beyond the basic plane are never halved. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** `text` with the signs of Markdown made harmless: `*.example.org` stays what it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_~|<>[\]#]/g, "\\$&");
}
