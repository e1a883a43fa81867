#!/usr/bin/env bash
# A Slurm of two nodes on this one machine, everything below the folder given, on three ports from the one
# given: up.sh FOLDER PORT. Then: export SLURM_CONF=FOLDER/slurm.conf
set -euo pipefail
D=$(readlink -m "${1:?up.sh FOLDER PORT}"); port=${2:?up.sh FOLDER PORT}; here=$(dirname "$(readlink -f "$0")")
mkdir -p "$D/munge" "$D/ctld" "$D/spool-n1" "$D/spool-n2"
chmod 755 "$D" "$D/munge"
sed -e "s#@D@#$D#g" -e "s#@HOST@#$(hostname -s)#g" \
  -e "s#@PORT@#$port#g" -e "s#@PORT1@#$((port + 1))#g" -e "s#@PORT2@#$((port + 2))#g" "$here/slurm.conf.in" > "$D/slurm.conf"
[ -f "$D/munge/key" ] || { dd if=/dev/urandom of="$D/munge/key" bs=128 count=1 status=none; chmod 600 "$D/munge/key"; }
munged --force --socket="$D/munge/munge.sock" --key-file="$D/munge/key" --pid-file="$D/munge/pid" \
  --log-file="$D/munge/log" --seed-file="$D/munge/seed"
touch "$D/jobcomp.txt"
export SLURM_CONF=$D/slurm.conf
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF" -N n1
slurmd -f "$SLURM_CONF" -N n2
for _ in $(seq 100); do [ "$(sinfo -h -N -t idle 2>/dev/null | wc -l)" = 2 ] && exit 0; sleep 0.2; done
sinfo -N -l >&2
exit 1
