/** Colour on a terminal, plain text everywhere else. */

export type Paint = (text: string, colour: "red" | "green" | "yellow" | "grey" | "bold") => string;

const CODES = { red: 31, green: 32, yellow: 33, grey: 90, bold: 1 } as const;

export function createPaint(enabled: boolean): Paint {
  return (text, colour) => (enabled ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}
