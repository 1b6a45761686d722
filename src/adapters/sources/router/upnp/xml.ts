/** Reads the small part of XML that routers use: elements and text. Document types, and with them entities of one's own, are refused. */

export interface XmlElement {
  /** Without namespace prefix, as written. */
  readonly name: string;
  /** Text directly inside, entities resolved, blanks around it cut off. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly qualified: string;
  readonly children: XmlElement[];
  text: string;
}

const DEEPEST = 32;
/** One piece at a time, from where the last one ended: each is read in a time that grows with its length alone. */
const PIECE =
  /<!--(?:[^-]|-[^-])*-->|<\?[^>]*\?>|<!\[CDATA\[(?<cdata>(?:[^\]]|\](?!\]>))*)\]\]>|<\/(?<close>[^\s<>/]+)\s*>|<(?<open>[^\s<>/!?]+)(?:\s+[^\s<>=/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>\/?)>|(?<text>[^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The root element; undefined where the text is not one well-formed element. */
export function readXml(source: string): XmlElement | undefined {
  const top: OpenElement = { qualified: "", children: [], text: "" };
  const path: OpenElement[] = [top];
  const piece = new RegExp(PIECE);
  const text = source.replace(/^\uFEFF/, "").trim();
  for (let at = 0; at < text.length; at = piece.lastIndex) {
    piece.lastIndex = at;
    const groups = piece.exec(text)?.groups;
    const inner = path.at(-1);
    if (groups === undefined || inner === undefined) return undefined;
    if (groups["open"] !== undefined) {
      path.push({ qualified: groups["open"], children: [], text: "" });
      if (path.length > DEEPEST) return undefined;
      if (groups["empty"] === "/") close(path);
    } else if (groups["close"] !== undefined) {
      if (path.length === 1 || inner.qualified !== groups["close"]) return undefined;
      close(path);
    } else {
      const written = groups["cdata"] ?? resolveEntities(groups["text"] ?? "");
      if (written === undefined) return undefined;
      inner.text += written;
    }
  }
  const [root, ...others] = top.children;
  return path.length === 1 && others.length === 0 && top.text.trim() === "" ? root : undefined;
}

/** The element itself and all below it that have this name, in the order of the document. */
export function elementsNamed(root: XmlElement, name: string): readonly XmlElement[] {
  const below = root.children.flatMap((child) => elementsNamed(child, name));
  return root.name === name ? [root, ...below] : below;
}

/** Text of the first child with this name, undefined where there is none. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

function close(path: OpenElement[]): void {
  const done = path.pop();
  if (done === undefined) return;
  const name = done.qualified.slice(done.qualified.indexOf(":") + 1);
  path.at(-1)?.children.push({ name, text: done.text.trim(), children: done.children });
}

/** Undefined where an entity is named that XML itself does not have. */
function resolveEntities(text: string): string | undefined {
  let known = true;
  const resolved = text.replace(
    /&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});|&/gi,
    (_whole, name: string | undefined) => {
      const made = name === undefined ? undefined : (ENTITIES[name] ?? characterOf(name));
      known &&= made !== undefined;
      return made ?? "";
    },
  );
  return known ? resolved : undefined;
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith("#")) return undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
