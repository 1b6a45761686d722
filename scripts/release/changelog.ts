/** What the changelog says of one version: the notes of its release. */

export type Section =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** `version` as it stands in the heading. */
export function sectionOf(changelog: string, version: string): Section {
  if (/^## Unreleased$/m.test(changelog))
    return { ok: false, reason: `CHANGELOG.md still has "Unreleased": move it into ${version}.` };
  const section = changelog.split(/^## /m).find((part) => part.startsWith(`${version}\n`));
  if (section === undefined) return { ok: false, reason: `CHANGELOG.md has no section "## ${version}".` };
  const text = section.slice(version.length).trim();
  return text === ""
    ? { ok: false, reason: `CHANGELOG.md says nothing below "## ${version}".` }
    : { ok: true, text: `${text}\n` };
}
