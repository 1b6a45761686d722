/** Answers for DNS over HTTPS: the one question `whoami.cloudflare` TXT CH, in wire format (RFC 1035 section 4). */

const question = Buffer.concat([
  Buffer.from("\x06whoami\x0acloudflare\x00", "latin1"),
  Buffer.from([0, 16, 0, 3]),
]);

/** The answer to `query`; any other question is refused, and what is no query at all is undefined. */
export function answerWhoami(query: Buffer, address: string): Buffer | undefined {
  const isQuery = query.length >= 17 && query.readUInt16BE(4) === 1 && (query.readUInt8(2) & 0x80) === 0;
  if (!isQuery) return undefined;
  const asked = query.subarray(12, 12 + question.length);
  // names compare without case; lower-casing bytes leaves type and class alone, as both are below 0x41
  const isWhoami = asked.toString("latin1").toLowerCase() === question.toString("latin1");
  const recursionDesired = query.readUInt8(2) & 0x01;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt8(0x80 | recursionDesired, 2);
  header.writeUInt8(isWhoami ? 0x80 : 0x85, 3);
  header.writeUInt16BE(1, 4);
  if (!isWhoami) return Buffer.concat([header, query.subarray(12)]);
  header.writeUInt16BE(1, 6);
  const text = Buffer.from(address);
  // name as a pointer to the question, TXT, CH, TTL 0, then the one string
  const fixed = Buffer.from([0xc0, 12, 0, 16, 0, 3, 0, 0, 0, 0, 0, text.length + 1, text.length]);
  return Buffer.concat([header, asked, fixed, text]);
}
