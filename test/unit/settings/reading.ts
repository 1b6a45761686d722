/** How these tests read settings: from an environment and files that exist nowhere else. */

import { type FileReader, type ParsedConfig, parseEnvironment } from "../../../src/settings/index.ts";

/** A token that is easy to find where it must not be. */
export const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

/** What every environment needs. */
export const BASE = { CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "home.example.org" };

/** The shared cases assume these where a source or broker needs them. */
export function filesOf(contents: Readonly<Record<string, string>> = {}): FileReader {
  return {
    read: (path) => {
      const text = Object.hasOwn(contents, path) ? contents[path] : undefined;
      return text === undefined ? { ok: false, reason: "there is no such file" } : { ok: true, text };
    },
  };
}

/** Reads an environment. */
export function parse(
  environment: Readonly<Record<string, string | undefined>>,
  contents: Readonly<Record<string, string>> = {},
): ParsedConfig {
  return parseEnvironment(environment, filesOf(contents));
}

/** Names of the settings with problems. */
export function problemsOf(parsed: ParsedConfig): readonly string[] {
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.setting);
}

/** Names of the settings with warnings. */
export function warningsOf(parsed: ParsedConfig): readonly string[] {
  return parsed.warnings.map((warning) => warning.setting);
}
