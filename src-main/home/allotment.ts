import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { groupLimits, type GroupLimits } from './control-groups.ts';

/** How much of something this process may use, and who says so. */
interface Allotted {
  readonly amount: number;
  /** Name of a variable, or words. */
  readonly source: string;
}

/** What a process may use of its machine where nobody says more on the command line. */
export interface Allotment {
  readonly threads: Allotted;
  /** Bytes, what others use taken off. */
  readonly memory: Allotted;
}

/** What is looked at: elsewhere in tests. */
export interface AllotmentSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly groups: () => GroupLimits;
  /** Processors that the system lets this process run on: Node counts affinity. */
  readonly parallelism: () => number;
  /** Free memory, bytes. */
  readonly freeMemory: () => number;
}

/** Read once: a pass over a short contig takes less time than reading them. */
let ownGroups: GroupLimits | undefined;

const here: AllotmentSource = {
  env: process.env,
  groups: () => (ownGroups ??= groupLimits(readText)),
  parallelism: availableParallelism,
  freeMemory: () => process.availableMemory(),
};

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Threads and memory for this process: the least of what the machine has free, what its control groups
 * leave it, and what a scheduler gave the job.
 */
export function allotment(source: AllotmentSource = here): Allotment {
  const groups = source.groups();
  const threads = [
    { amount: source.parallelism(), source: 'processors for use' },
    ...(groups.processors === undefined
      ? []
      : [{ amount: Math.max(1, Math.floor(groups.processors)), source: 'control group' }]),
    ...jobProcessors(source.env),
  ];
  const memory = [
    { amount: source.freeMemory(), source: 'free memory' },
    ...(groups.memory === undefined ? [] : [{ amount: groups.memory, source: 'control group' }]),
    ...jobMemory(source.env),
  ];
  return { threads: least(threads), memory: least(memory) };
}

/** Of equals the last, who knows most of the job. */
function least(amounts: readonly Allotted[]): Allotted {
  return amounts.reduce((best, one) => (one.amount <= best.amount ? one : best));
}

type Env = AllotmentSource['env'];

/** Variables in which Slurm, Grid Engine, PBS and LSF tell a job its processors on this node. */
const processorVariables = [
  'SLURM_CPUS_PER_TASK',
  'NSLOTS',
  'PBS_NCPUS',
  'NCPUS',
  'LSB_DJOB_NUMPROC',
] as const;

function jobProcessors(env: Env): Allotted[] {
  for (const source of processorVariables) {
    const amount = count(env[source]);
    if (amount !== undefined) return [{ amount, source }];
  }
  const onNode = count(env['SLURM_CPUS_ON_NODE']);
  if (onNode === undefined) return [];
  const amount = Math.max(1, Math.floor(onNode / tasksHere(env)));
  return [{ amount, source: 'SLURM_CPUS_ON_NODE' }];
}

/** Slurm counts in MiB, and 0 is all of the node. */
const slurmUnit = 2 ** 20;

function jobMemory(env: Env): Allotted[] {
  const perNode = count(env['SLURM_MEM_PER_NODE']);
  if (perNode !== undefined) {
    const amount = Math.floor((perNode * slurmUnit) / tasksHere(env));
    return [{ amount, source: 'SLURM_MEM_PER_NODE' }];
  }
  const perProcessor = count(env['SLURM_MEM_PER_CPU']);
  if (perProcessor === undefined) return [];
  const [{ amount: processors } = { amount: 1 }] = jobProcessors(env);
  return [{ amount: perProcessor * processors * slurmUnit, source: 'SLURM_MEM_PER_CPU' }];
}

/** Tasks of this step on this node, of which each is a process of its own; `2(x3),1` begins with them. */
function tasksHere(env: Env): number {
  return count(/^\d+/.exec(env['SLURM_STEP_TASKS_PER_NODE'] ?? '')?.[0]) ?? 1;
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
