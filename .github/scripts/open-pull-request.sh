#!/usr/bin/env bash
# Opens the update's pull request or refreshes it. With red tests it is a draft, labelled red, that lists them.
set -euo pipefail

title="Venice API spec $VERSION (impact: $IMPACT)"
body="$RUNNER_TEMP/body.md"
: > "$body"
if [ "$TESTS" != passed ]; then
  title="[tests fail] $title"
  {
    printf '**Tests fail with this spec** ([log](%s)). Correct them on this branch, then mark it as ready.\n\n' "$RUN_URL"
    cat "$RUNNER_TEMP/tests/failing.md" || echo "The list of them is lost."
    echo
  } >> "$body"
fi
cat "$RUNNER_TEMP/update/report.md" >> "$body"

# The number of our pull request and its labels of ours, with commas. A fork may have a branch of that name too.
find_ours() {
  gh pr list --head "$BRANCH" --base "$BASE" --state open --json number,isCrossRepository,labels --jq \
    'map(select(.isCrossRepository | not))[0] // empty |
      "\(.number) \([.labels[].name | select(. == "red" or startswith("impact: "))] | join(","))"'
}

ours="$(find_ours)"
read -r number labels <<< "$ours"
if [ -z "$number" ]; then
  draft=()
  [ "$TESTS" = passed ] || draft+=(--draft)
  gh pr create --head "$BRANCH" --base "$BASE" --title "$title" --body-file "$body" "${draft[@]}"
  ours="$(find_ours)"
  read -r number labels <<< "$ours"
else
  gh pr edit "$number" --title "$title" --body-file "$body"
  # Only what this workflow made a draft becomes ready again.
  if [ "$TESTS" != passed ]; then
    gh pr ready "$number" --undo
  elif [[ ",$labels," == *,red,* ]]; then
    gh pr ready "$number"
  fi
fi

# After the pull request is there: it matters more than its labels.
wanted="impact: $IMPACT"
gh label create "$wanted" --force --color BFD4F2 --description "What the spec update means for a caller's code"
if [ "$TESTS" != passed ]; then
  gh label create red --force --color B60205 --description "Tests fail on this branch"
  wanted="$wanted,red"
fi
unwanted="$(tr , '\n' <<< "$labels" | grep --invert-match --line-regexp --fixed-strings --file=<(tr , '\n' <<< "$wanted") | paste --serial --delimiters=,)" || true
gh pr edit "$number" --add-label "$wanted" ${unwanted:+--remove-label "$unwanted"}
