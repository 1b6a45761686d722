/** Prometheus' text format, version 0.0.4. */

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

/** One value with its labels. */
export type Sample = readonly [value: number, labels?: Labels];

/** What may go up and down. Nothing where there are no samples: a heading alone says nothing. */
export function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return family(name, "gauge", help, samples);
}

/** What only grows until the process ends; `name` without the `_total` that Prometheus wants behind it. */
export function counter(name: string, help: string, samples: readonly Sample[]): string {
  return family(`${name}_total`, "counter", help, samples);
}

/** How much in all, and how often. */
export function summary(name: string, help: string, sum: number, count: number): string {
  const full = `cloudflare_ddns_${name}`;
  return `${heading(full, "summary", help)}${full}_sum ${sum}\n${full}_count ${count}\n`;
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const full = `cloudflare_ddns_${name}`;
  const lines = samples.map(([value, labels = {}]) => `${full}${braces(labels)} ${value}\n`);
  return `${heading(full, type, help)}${lines.join("")}`;
}

function heading(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function braces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
