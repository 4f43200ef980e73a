#!/usr/bin/env bash
# Sets the outputs name, version, commit (that set the version) and publish (whether the registry lacks it).
set -euo pipefail

name="$(jq -er .name package.json)"
version="$(jq -er '.version | select(test("^[0-9A-Za-z.+-]+$"))' package.json)"
if [ "$GITHUB_REF_TYPE" = tag ] && [ "$GITHUB_REF_NAME" != "v$version" ]; then
  echo "::error::The tag is $GITHUB_REF_NAME, but package.json says $version."
  exit 1
fi

# Only a plain "not found" means unpublished; any other failure must not look like it.
answer="$RUNNER_TEMP/view.txt"
if ! found="$(npm view "$name@$version" version 2> "$answer")" && ! grep --quiet E404 "$answer"; then
  cat "$answer"
  exit 1
fi
if [ -z "$found" ]; then publish=true; else publish=false; fi
# The tag may be set long after: it belongs to the commit that set the version.
commit="$(git log -1 --first-parent -m --format=%H -G'^  "version":' -- package.json)"
printf '%s\n' "name=$name" "version=$version" "commit=$commit" "publish=$publish" >> "$GITHUB_OUTPUT"
