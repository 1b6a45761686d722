/** The other end of a connection as people and settings write it. */

/** A socket that serves both IP families names an IPv4 peer in IPv6, `::ffff:192.0.2.7`: here it is `192.0.2.7`. */
export function peerAddress(remoteAddress: string | undefined): string | undefined {
  return remoteAddress?.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
}
