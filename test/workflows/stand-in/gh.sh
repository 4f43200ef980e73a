#!/usr/bin/env bash
# gh on the stand-in: the test's process answers, because starting a Node for each call takes longer than the rest.
exec 3<> "/dev/tcp/127.0.0.1/$STAND_IN_GH"
printf '%s\0' "$(($# + 4))" "$PWD" "$HOME" "${GH_TOKEN:-}" "${GH_REPO:-}" "$@" >&3
read -r code <&3
if [ "$code" = 0 ]; then cat <&3; else cat <&3 >&2; fi
exit "$code"
