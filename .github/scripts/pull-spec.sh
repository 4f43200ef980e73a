#!/usr/bin/env bash
# Runs the update, explains a refusal where a person sees it, and sets the outputs status, impact and version.
# Reads ALLOW_REMOVALS and ALLOW_DOWNGRADE; leaves report.md in $RUNNER_TEMP/update.
set -euo pipefail

flags=()
[ "${ALLOW_REMOVALS:-}" != true ] || flags+=(--allow-removals)
[ "${ALLOW_DOWNGRADE:-}" != true ] || flags+=(--allow-downgrade)
mkdir -p "$RUNNER_TEMP/update"
result="$RUNNER_TEMP/update.json"

# A reason may quote the spec, and a log line that begins with :: is a command to the runner.
pause="$(openssl rand -hex 16)"
echo "::stop-commands::$pause"
code=0
npm run --silent spec:update -- --json --report "$RUNNER_TEMP/update/report.md" "${flags[@]}" > "$result" || code=$?
echo "::$pause::"

if [ "$code" -ne 0 ]; then
  # One line, because a second one could be a command to the runner; % begins an escape in annotations.
  reason="$(jq -r '.reason // empty | gsub("[[:cntrl:]]+"; " ")' "$result" || true)"
  reason="${reason:-The log above says why.}"
  echo "::error title=No update::${reason//%/%25} Nothing was changed."
  printf 'No update; nothing was changed:\n\n    %s\n' "$reason" >> "$GITHUB_STEP_SUMMARY"
  exit "$code"
fi

# Only known words, and a version without its odd characters, become outputs.
jq -er 'def known($words): if IN($words[]) then . else error("\(.) is no known word") end;
  "status=" + (.status | known(["unchanged", "updated"])),
  "impact=" + ((.impact // "none") | known(["none", "patch", "minor", "major"])),
  "version=" + ((.to.version // "") | gsub("[^0-9A-Za-z.+-]"; "") | .[0:40])' "$result" >> "$GITHUB_OUTPUT"
