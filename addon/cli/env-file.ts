/** The option --env-file: the environment with the settings of a file underneath. */

import { type Environment, type FileReader, parseEnvFile, plainText } from "../../src/index.ts";

/** What is set in both places is taken from the environment; or every reason why the file cannot be read. */
export type ReadEnvironment =
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** `path` may be relative to the current folder. Without a file the environment is all there is. */
export function withEnvFile(
  environment: Environment,
  path: string | undefined,
  files: FileReader,
): ReadEnvironment {
  if (path === undefined) return { ok: true, environment };
  const read = files.read(path);
  if (!read.ok) return { ok: false, reasons: [`${path} cannot be read: ${read.reason}`] };
  const text = plainText(read.text);
  if (!text.ok) return { ok: false, reasons: [`${path} ${text.reason}`] };
  const { values, bad } = parseEnvFile(text.value);
  return bad.length > 0
    ? { ok: false, reasons: bad.map(({ line, message }) => `${path}, line ${line}: ${message}`) }
    : { ok: true, environment: { ...values, ...environment } };
}
