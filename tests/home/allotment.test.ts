import { expect, it } from 'vitest';
import { groupLimits } from '../../src-main/home/control-groups.ts';
import { allotment, type AllotmentSource } from '../../src-main/home/allotment.ts';

/** A machine of 64 processors and 256 GiB, of which these files and variables say less. */
function allotted(
  env: AllotmentSource['env'],
  files: Readonly<Record<string, string>> = {},
  processors = 64,
) {
  return allotment({
    env,
    groups: () => groupLimits((path) => files[path]),
    parallelism: () => processors,
    freeMemory: () => 256 * 2 ** 30,
  });
}

const gib = 2 ** 30;

it('the machine itself is the limit where nobody sets one', () => {
  expect(allotted({})).toEqual({
    threads: { amount: 64, source: 'processors for use' },
    memory: { amount: 256 * gib, source: 'free memory' },
  });
});

it.each([
  [{ SLURM_CPUS_PER_TASK: '4', SLURM_CPUS_ON_NODE: '16' }, 4, 'SLURM_CPUS_PER_TASK'],
  [{ SLURM_CPUS_ON_NODE: '16' }, 16, 'SLURM_CPUS_ON_NODE'],
  [{ SLURM_CPUS_ON_NODE: '16', SLURM_STEP_TASKS_PER_NODE: '8(x2),1' }, 2, 'SLURM_CPUS_ON_NODE'],
  [{ SLURM_CPUS_ON_NODE: '2', SLURM_STEP_TASKS_PER_NODE: '8' }, 1, 'SLURM_CPUS_ON_NODE'],
  [{ NSLOTS: '3' }, 3, 'NSLOTS'],
  [{ SLURM_CPUS_PER_TASK: 'many' }, 64, 'processors for use'],
  [{ SLURM_CPUS_PER_TASK: '128' }, 64, 'processors for use'],
] as const)('threads of a job with %j', (env, amount, source) => {
  expect(allotted(env).threads).toEqual({ amount, source });
});

it.each([
  [{ SLURM_MEM_PER_NODE: '2048' }, 2 * gib, 'SLURM_MEM_PER_NODE'],
  [{ SLURM_MEM_PER_CPU: '1024', SLURM_CPUS_PER_TASK: '3' }, 3 * gib, 'SLURM_MEM_PER_CPU'],
  [{ SLURM_MEM_PER_CPU: '1024' }, gib, 'SLURM_MEM_PER_CPU'],
  // All of the node.
  [{ SLURM_MEM_PER_NODE: '0' }, 256 * gib, 'free memory'],
] as const)('memory of a job with %j', (env, amount, source) => {
  expect(allotted(env).memory).toEqual({ amount, source });
});

it('affinity goes before a scheduler that promises more', () => {
  const { threads } = allotted({ SLURM_CPUS_PER_TASK: '4' }, {}, 2);
  expect(threads).toEqual({ amount: 2, source: 'processors for use' });
});

it('limits of control groups hold, also those of a group above, in version 2', () => {
  const files = {
    '/proc/self/cgroup': '0::/slurm/job_5/step_0\n',
    '/sys/fs/cgroup/slurm/job_5/memory.max': `${3 * gib}\n`,
    '/sys/fs/cgroup/slurm/job_5/step_0/memory.max': 'max\n',
    '/sys/fs/cgroup/slurm/job_5/cpu.max': '250000 100000\n',
    '/sys/fs/cgroup/slurm/job_5/step_0/cpu.max': 'max 100000\n',
  };
  expect(allotted({}, files)).toEqual({
    threads: { amount: 2, source: 'control group' },
    memory: { amount: 3 * gib, source: 'control group' },
  });
});

it('limits of control groups hold in version 1', () => {
  const files = {
    '/proc/self/cgroup':
      '9:memory:/slurm/uid_0/job_5\n4:cpu,cpuacct:/slurm/uid_0/job_5\n1:name=systemd:/\n',
    '/sys/fs/cgroup/memory/slurm/uid_0/job_5/memory.limit_in_bytes': `${gib}\n`,
    // As much as no limit.
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/cpu,cpuacct/slurm/uid_0/job_5/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu,cpuacct/slurm/uid_0/job_5/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
  };
  expect(allotted({ SLURM_MEM_PER_NODE: '1024' }, files)).toEqual({
    // Half a processor still is one thread.
    threads: { amount: 1, source: 'control group' },
    // Of two that say the same the scheduler is named.
    memory: { amount: gib, source: 'SLURM_MEM_PER_NODE' },
  });
});
