#!/usr/bin/env bash
# attempt.sh NUMBER STATE COMMAND...: runs the command, and tells Snakemake to try again only where that
# may help. A command that ended with another code than 75, and was not killed, leaves STATE; further
# attempts end at once with the same code.
set -u
number=$1 state=$2
shift 2
if [ "$number" -gt 1 ] && [ -s "$state" ]; then
  code=$(cat "$state")
  echo "Not tried again: the command ended with exit code $code, and would again." >&2
  exit "$code"
fi
rm -f "$state"
"$@"
code=$?
# From 128 on a signal ended it.
if [ "$code" -ne 0 ] && [ "$code" -ne 75 ] && [ "$code" -lt 128 ]; then echo "$code" >"$state"; fi
exit "$code"
