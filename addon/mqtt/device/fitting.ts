/** Cuts texts and lists to what Home Assistant takes as a state. */

/** Home Assistant refuses a longer state. */
const LONGEST_STATE = 255;

/** Behind one another, null where there are none. */
export function joined(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : fitting(texts).join(", ");
}

/** As many as Home Assistant can show behind one another, then an ellipsis for the rest. */
export function fitting(texts: readonly string[]): readonly string[] {
  if (texts.join(", ").length <= LONGEST_STATE) return texts;
  const fits: string[] = [];
  for (const text of texts) {
    if ([...fits, text, "…"].join(", ").length > LONGEST_STATE) break;
    fits.push(text);
  }
  return [...fits, "…"];
}

export function cut(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_STATE ? text : `${characters.slice(0, LONGEST_STATE - 1).join("")}…`;
}
