/** Says the same thing once. */

/** Passes each distinct text on the first time it comes. */
export function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}
