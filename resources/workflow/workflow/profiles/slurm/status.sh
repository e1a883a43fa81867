#!/usr/bin/env bash
# status.sh JOB: running, success or failed, as Snakemake 7 asks. Slurm forgets a job after a while (MinJobAge);
# then its accounting is asked, where there is one.
told=$(scontrol show job -o "$1" 2>&1)
state=$(sed -n 's/.* JobState=\([A-Z_]*\).*/\1/p' <<<"$told")
if [ -z "$state" ]; then
  state=$(sacct -j "$1" -X -n -P -o State 2>/dev/null | head -n 1 | cut -d ' ' -f 1)
  # A controller that does not answer for a moment says nothing of the job.
  case $told in *'Invalid job id'*) state=${state:-FORGOTTEN} ;; *) state=${state:-PENDING} ;; esac
fi
case $state in
COMPLETED) echo success ;;
PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | STOPPED | REQUEUED | REQUEUE_HOLD | RESIZING | SIGNALING | STAGE_OUT)
  echo running
  ;;
*) echo failed ;;
esac
