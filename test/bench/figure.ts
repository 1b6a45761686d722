/** One measured number. */

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly promised?: number;
}

/** The figure beside what was promised, and whether that was kept. */
export function lineOf({ what, value, unit, promised }: Figure): string {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  const verdict =
    promised === undefined ? "" : `promised ≤ ${promised}  ${value <= promised ? "kept" : "MISSED"}`;
  return `  ${what.padEnd(62)} ${shown.padStart(8)} ${unit.padEnd(12)} ${verdict}`.trimEnd();
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value below which `percent` of the values lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1));
  return sorted[index] ?? Number.NaN;
}
