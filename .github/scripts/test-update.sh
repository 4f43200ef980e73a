#!/usr/bin/env bash
# Tests what was generated. Sets the output result to passed or failed, and lists in $RUNNER_TEMP/tests/failing.md
# what fails. Exits 0 in both cases: the pull request of a breaking update is the one that a person must see.
set -euo pipefail

tests="$RUNNER_TEMP/tests"
mkdir -p "$tests"
# Replaced at the end, unless something stops the tests.
echo "The tests did not finish." > "$tests/failing.md"

pause="$(openssl rand -hex 16)"
echo "::stop-commands::$pause"
result=passed
{
  npm run check >&2 || { result=failed; echo "npm run check"; }
  if ! npm test -- --reporter=default --reporter=json --outputFile.json="$tests/vitest.json" >&2; then
    result=failed
    echo "npm test"
    # Files that didn't load have no tests; they stand alone.
    jq -r --arg root "$PWD/" '.testResults[] | (.name | ltrimstr($root)) as $file |
      if .status == "failed" and .assertionResults == [] then $file else
      .assertionResults[] | select(.status == "failed") | "\($file): \(.fullName)" end' "$tests/vitest.json" || true
    # `npm test` ends with the types, which it doesn't reach if a test fails.
    npm run --silent posttest > "$tests/types.txt" || sed -n 's/^\([^ ]*\): error TS/\1: TS/p' "$tests/types.txt"
  fi
} > "$tests/failing.txt"
echo "::$pause::"

# Indented, so that nothing in it is Markdown. GitHub takes 65 536 characters, and the report needs most of them.
jq -Rrn '[inputs | gsub("[[:cntrl:]]+"; " ") | .[0:150]] | .[0:40][], (if length > 40 then "\(length - 40) more" else empty end) |
  "    " + .' "$tests/failing.txt" > "$tests/failing.md"
echo "result=$result" >> "$GITHUB_OUTPUT"
