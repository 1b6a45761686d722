#!/bin/sh
# Keeps sets of nftables at the addresses of the home: ON_CHANGE="/usr/local/bin/tell-firewall.sh inet filter home"
# fills the sets home4 and home6 of the table "inet filter", which stand in your ruleset:
#   table inet filter { set home4 { type ipv4_addr; } set home6 { type ipv6_addr; } … }
set -eu
table="$1 $2"

# A family without a known address stays as it is.
fill() {
  if [ -n "$2" ]; then
    printf 'flush set %s %s\nadd element %s %s { %s }\n' "$table" "$1" "$table" "$1" "$(printf '%s' "$2" | sed 's/ /, /g')"
  fi
}

# In one piece: there is no moment without the address.
{ fill "${3}4" "$DDNS_IPV4"; fill "${3}6" "$DDNS_IPV6"; } | nft -f -
