/** Texts of the catalogue, in the language of the editor. */

const PACKAGE = "@homeward/cloudflare-ddns";

export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The catalogue of one node type. */
export function wordsOf(type: string): Words {
  return (key, values) => RED._(`${PACKAGE}/${type}:${key}`, values);
}
