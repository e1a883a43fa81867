#!/usr/bin/env bash
# attempt.sh NUMBER LOG COMMAND...: runs the command, its messages in LOG, and tells Snakemake to try again
# only where that may help. A command that ended with another code than 75, and was not killed, leaves
# LOG.exit; further attempts end at once with the same code. They append to LOG, which keeps the first
# message: the one that says what is wrong.
set -u
number=$1 log=$2
shift 2
state=$log.exit
if [ "$number" -gt 1 ]; then exec 2>>"$log"; else exec 2>"$log"; fi || exit
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
