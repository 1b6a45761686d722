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

/** The text, or the title where there is no more to say: for services that show the title apart, but want a text. */
export function textOrTitle({ title, text }: Message): string {
  return text === "" ? title : text;
}

/** `text`, cut to `most` characters with a mark at the end; characters beyond the basic plane are never halved. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** `text`, cut to `most` bytes of UTF-8 with a mark at the end; no character is halved. */
export function clipBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most - Buffer.byteLength("…");
  while (end > 0 && ((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end--;
  return `${bytes.toString("utf8", 0, end)}…`;
}
