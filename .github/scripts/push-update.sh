#!/usr/bin/env bash
# Commits the patch on $BRANCH and pushes it, without overwriting anybody's work. Sets the output tip.
# Runs beside a token that can write, so it runs nothing that was installed or downloaded.
set -euo pipefail

refuse() {
  echo "::error::$1"
  exit 1
}

git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
gh auth setup-git
git switch --quiet --create "$BRANCH"

# Whatever else the patch might hold stays out.
git apply --index --include='openapi/*' --include='generated/*' --include=CHANGELOG.md \
  --include=package.json --include=package-lock.json "$RUNNER_TEMP/update/spec-update.patch"
# An artifact is input: it may set the version, and change plain files that are there, but add none.
same='map(del(.version, .packages[""]?.version) | tojson) | length == 2 and .[0] == .[1]'
for file in package.json package-lock.json; do
  jq --exit-status --slurp "$same" <(git show "HEAD:$file") "$file" > /dev/null ||
    refuse "The update changes more of $file than its version. Nothing was pushed."
done
# No pipe into grep --quiet: it ends at the first match, git then fails on the closed pipe, and the match with it.
changes="$(git diff --cached --raw --no-renames)"
unexpected="$(grep --invert-match --extended-regexp '^:100644 100644 [0-9a-f]+ [0-9a-f]+ M' <<< "$changes")" || true
if [ -n "$unexpected" ]; then
  refuse "The update adds or deletes a file, or changes its mode. Nothing was pushed."
fi
git commit --quiet --message "Take the Venice API spec $VERSION (impact: $IMPACT)"

theirs=""
tip="$(git rev-parse HEAD)"
if git fetch --quiet origin "$BRANCH"; then
  theirs="$(git rev-parse FETCH_HEAD)"
  # A branch that was merged and kept holds no work that could be lost.
  merged="$(gh pr list --head "$BRANCH" --base "$BASE" --state merged --json headRefOid --jq '.[].headRefOid')"
  people="$(git log --format='%ae%n%ce' "HEAD^..$theirs")"
  others="$(grep --invert-match --line-regexp --fixed-strings "$(git config user.email)" <<< "$people")" || true
  if [ -n "$others" ] && ! grep --quiet --line-regexp --fixed-strings "$theirs" <<< "$merged"; then
    refuse "Somebody has worked on $BRANCH. Merge it or delete it, then run this again: nothing was overwritten."
  fi
  # The same change again keeps its reviews: nothing is pushed, nothing dismissed.
  if git diff --quiet "$theirs" HEAD && [ "$(git rev-parse "$theirs^")" = "$(git rev-parse HEAD^)" ]; then
    tip="$theirs"
  fi
fi
if [ "$tip" != "$theirs" ]; then
  git push --quiet --force-with-lease="$BRANCH:$theirs" origin "$BRANCH" ||
    refuse "$BRANCH was not pushed. If somebody pushed to it meanwhile, nothing was overwritten: run this again."
fi
echo "tip=$tip" >> "$GITHUB_OUTPUT"
