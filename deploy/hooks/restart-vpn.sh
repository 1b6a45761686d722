#!/bin/sh
# Restarts a unit of systemd when the home has another address: ON_CHANGE="/usr/local/bin/restart-vpn.sh wg-quick@wg0.service"
# The user of the service must be allowed to (a rule of polkit, or sudo in front of systemctl).
set -eu
unit=$1
known=${HOME:-/tmp}/.cloudflare-ddns-$unit

# Updates that left the addresses alone (a list, an orange cloud) are none for a VPN.
now="$DDNS_IPV4 $DDNS_IPV6"
if [ "$(cat "$known" 2>/dev/null || true)" = "$now" ]; then exit 0; fi

systemctl restart "$unit"
# Only now: what failed is tried again, by us or with the next change.
printf '%s\n' "$now" > "$known"
