#!/usr/bin/env bash
# Writes the update as a patch, which the next job applies, and fails if it touched other files.
set -euo pipefail

git add --all -- openapi generated CHANGELOG.md package.json package-lock.json
git diff --cached --binary > "$RUNNER_TEMP/update/spec-update.patch"
if [ -n "$(git diff --name-only; git ls-files --others --exclude-standard)" ]; then
  echo "::error::The update wrote files that it may not write."
  git status --short
  exit 1
fi
cat "$RUNNER_TEMP/update/report.md" >> "$GITHUB_STEP_SUMMARY"
