/** Lines of the journal as numbers, so that what is missing can be seen. */

const STEP_MS = 2 * 3_600_000;
const BEGIN = Date.UTC(2026, 0, 1);

export function addressOf(number: number): string {
  return `8.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

export function numberOf(address: string): number {
  const [, high = 0, middle = 0, low = 0] = address.split(".").map(Number);
  return (high << 16) | (middle << 8) | low;
}

/** Two hours a line, so that the file is rewritten, once a day, at every twelfth. */
export function momentOf(number: number): number {
  return BEGIN + number * STEP_MS;
}
