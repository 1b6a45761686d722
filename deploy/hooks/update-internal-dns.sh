#!/bin/sh
# Tells a name server of your own (BIND, knot, PowerDNS) what was published: ON_CHANGE="/usr/local/bin/update-internal-dns.sh /etc/ddns.key 192.168.1.53"
# By dynamic update (RFC 2136), signed with the key of the file. Needs jq, and nsupdate (Debian: bind9-dnsutils).
set -eu

# The report stands on standard input: every record that went, and every one that came; others of the name stay.
updates=$(jq --raw-output '
  .records[] | . as $set | .changes[] |
  (select(.from != null) | "update delete \($set.name). \($set.type) \(.from)"),
  (select(.to != null) | "update add \($set.name). 60 \($set.type) \(.to)")')
if [ -z "$updates" ]; then exit 0; fi

printf 'server %s\n%s\nsend\n' "$2" "$updates" | nsupdate -k "$1"
