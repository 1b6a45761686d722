#!/usr/bin/env bash
# The image may hold at most half of what Node's own image puts above the bare binary.
#   image-size.sh <Node's image> <our image> <platform>
set -euo pipefail
base="$1" ours="$2" platform="$3"

# Bytes of all files of an image but Node itself, and Node's.
sizes() {
  local container
  container="$(docker create --platform "$platform" "$1" true)"
  docker export "$container" | tar --list --verbose |
    awk '$NF == "usr/local/bin/node" { node = $3; next } { rest += $3 } END { printf "%d %d\n", rest, node }'
  docker rm "$container" > /dev/null
}

read -r rest_of_base node_of_base <<< "$(sizes "$base")"
read -r rest_of_ours node_of_ours <<< "$(sizes "$ours")"
echo "$base: $rest_of_base bytes above Node's $node_of_base; $ours: $rest_of_ours above $node_of_ours."
((node_of_ours > 0 && node_of_ours == node_of_base && rest_of_ours * 2 <= rest_of_base))
