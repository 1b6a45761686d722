/** Which topics a filter with wildcards means. */

export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  // `a/#` means `a` too.
  if (wanted.at(-1) === "#") return wanted.slice(0, -1).every((part, index) => fits(part, levels[index]));
  return wanted.length === levels.length && wanted.every((part, index) => fits(part, levels[index]));
}

function fits(part: string, level: string | undefined): boolean {
  return level !== undefined && (part === "+" || part === level);
}
