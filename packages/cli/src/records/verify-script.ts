/**
 * Checks an export with `sh`, `sha256sum` and `jq` alone: every file against SHA256SUMS, every row against its own hash, every
 * anchor against the line before it, and every row’s path against the root that its anchor names. The anchors’ signatures are
 * checked by `records verify-export`, or by any Ed25519 library: jq has none.
 */
export const VERIFY_SCRIPT: string = `#!/bin/sh
# Checks this export with sha256sum and jq. Prints what does not hold, and ends with 1 where anything does not.
cd "$(dirname "$0")" || exit 1
bad=0
sha256sum --check --quiet SHA256SUMS || bad=1
sha() { sha256sum | cut -d ' ' -f 1; }
# The hash of a leaf (0), or of two neighbours (1).
node() { printf '%s' "$1$2$3" | sha; }

previous=$(printf '%064d' 0)
while IFS= read -r line; do
  told=$(printf '%s' "$line" | jq -r .previous)
  [ "$told" = "$previous" ] || { echo "anchor $(printf '%s' "$line" | jq .number) does not follow the one before it"; bad=1; }
  previous=$(printf '%s' "$line" | sha)
done < anchors.ndjson

while IFS= read -r row; do
  IFS= read -r proof <&3
  name=$(printf '%s' "$row" | jq -r '.journal + " row " + .sequence')
  hash=$(printf '%s' "$row" | jq -r .hash)
  own=$(printf '%s' "$row" | jq -rj '.previousHash + ([.tradeDate, .journal, .sequence, .stream, .position, .batchIndex, .type, .at, .commandId, .principal, .accountId, .instrumentId, .orderId, .data] | tojson)' | sha)
  [ "$own" = "$hash" ] || { echo "$name: changed"; bad=1; continue; }
  anchor=$(printf '%s' "$proof" | jq .anchor)
  [ "$anchor" = null ] && continue
  of=$(printf '%s' "$proof" | jq -r '.journal + " row " + .sequence')
  [ "$of" = "$name" ] || { echo "$name: its proof is of $of"; bad=1; continue; }
  segment=$(printf '%s' "$proof" | jq .segment)
  root=$(jq -r "select(.number == $anchor) | .segments[$segment].root" anchors.ndjson)
  at=$(node 0 "$hash" '')
  for step in $(printf '%s' "$proof" | jq -r '.path[] | .side + ":" + .hash'); do
    case $step in
      LEFT:*) at=$(node 1 "\${step#LEFT:}" "$at") ;;
      *) at=$(node 1 "$at" "\${step#RIGHT:}") ;;
    esac
  done
  [ "$at" = "$root" ] || { echo "$name: not under anchor $anchor"; bad=1; }
done < rows.ndjson 3< proofs.ndjson
[ $bad = 0 ] && echo "$(wc -l < rows.ndjson) rows hold"
exit $bad
`;
