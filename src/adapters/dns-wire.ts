/** The parts that every DNS message is made of (RFC 1035, section 4): names and numbers. */

/** A name as labels with their lengths; `name` is ASCII without final dot. */
export function encodeName(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0)]);
}

/** A name in lower case, and where it ends. Throws RangeError where it is none. */
export function readName(message: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = start;
  let end: number | undefined;
  for (;;) {
    const length = message.readUInt8(at);
    if (length >= 0xc0) {
      const target = message.readUInt16BE(at) & 0x3fff;
      // A pointer leads backwards (RFC 1035, section 4.1.4): so no loop is without end.
      if (target >= at) throw new RangeError();
      end ??= at + 2;
      at = target;
    } else if (length > 63 || labels.length > 127) {
      throw new RangeError();
    } else if (length === 0) {
      return { name: labels.join(".").toLowerCase(), end: end ?? at + 1 };
    } else {
      labels.push(message.toString("latin1", at + 1, at + 1 + length));
      at += length + 1;
    }
  }
}

/** 16 bits each, big end first. */
export function uint16(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}
