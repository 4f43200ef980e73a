#!/usr/bin/env bash
# npm on the stand-in: a script of the project is what the test put into npm/NAME; what talks to a registry is the
# real npm, against the stub's. A provenance statement needs GitHub and Sigstore, so only its conditions are checked.
set -e
echo "$*" >> "$STAND_IN/npm-calls"
command="$1"
case "$command" in
  ci) [ -f package-lock.json ] ;;
  run | test)
    [ "$command" = test ] || shift
    [ "$1" != --silent ] || shift
    name="$1"
    shift
    [ "${1:-}" != -- ] || shift
    bash "$STAND_IN/npm/$name" "$@"
    ;;
  *)
    export npm_config_registry="$STAND_IN_REGISTRY" npm_config_update_notifier=false npm_config_fetch_retries=0
    arguments=()
    for argument in "$@"; do [ "$argument" = --provenance ] || arguments+=("$argument"); done
    if [ "$command" = publish ]; then
      [ "${#arguments[@]}" -lt $# ] || { echo "published without --provenance" >&2; exit 1; }
      [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ] || { echo "provenance needs id-token: write" >&2; exit 1; }
      echo "${STAND_IN_REGISTRY#http:}:_authToken=trusted" > "$HOME/.npmrc"
    fi
    PATH="${PATH#*:}" exec npm "${arguments[@]}"
    ;;
esac
