import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MegabaseError } from '../../contract/index.ts';
import { readError } from '../../formats/bytes/index.ts';

const positive = z.number().positive();
const count = z.number().int().positive();

/** What a machine file says; see `Machine`. */
const machineSchema = z.strictObject({
  name: z.string().min(1),
  nodes: count.default(1),
  cores: count,
  speed: positive.default(1),
  memory: positive,
  gpus: z.number().int().nonnegative().default(0),
  gpuCores: positive.default(2.2),
  threadsPerJob: count.default(16),
  busBytesPerSecond: positive.default(12e9),
  jobSeconds: z.number().nonnegative().default(2),
  jobsPerSecond: positive.default(20),
  startSeconds: z.number().nonnegative().default(1),
  filesPerSecond: positive.default(2_000),
  sharedBytesPerSecond: positive.default(2e9),
});

/**
 * Machines that share a disk and a scheduler. `speed`: of a core, that of one of this machine being 1;
 * `memory`: bytes a node; `gpuCores`: how many cores of this machine one GPU is worth, not measured: an A100
 * takes 125 s for a megabase of a Caduceus 256 x 16 PS by an estimate from its operators, a core here 281 s;
 * `threadsPerJob`: most that a job makes use of, measured up to 2 only; `jobSeconds`: what
 * the scheduler takes for a job, from one's end to the next one's start; `jobsPerSecond`: jobs that it starts;
 * `startSeconds`: from a command's start to its first base; `filesPerSecond`: files that the shared disk makes
 * or opens; `sharedBytesPerSecond`: what it reads and writes for all together.
 */
export type Machine = z.output<typeof machineSchema>;

/** Memory of a job where a node computes as many as have its most threads, bytes. */
export function jobMemory({ memory, cores, gpus, threadsPerJob }: Machine): number {
  return memory / Math.max(1, gpus, Math.floor(cores / threadsPerJob));
}

/** A machine with what is usual where nothing is said. Error: `usage` for what is not to be understood. */
export function parseMachine(value: unknown, path: string): Machine {
  const parsed = machineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const where = issue.path.join('.');
    return where === '' ? issue.message : `${where}: ${issue.message}`;
  });
  throw new MegabaseError('usage', `${path} describes no machine: ${faults.join('; ')}.`, {
    file: path,
  });
}

/** Errors: `file-missing`, `file-unreadable`; those of `parseMachine`. */
export async function readMachine(path: string): Promise<Machine> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(path, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MegabaseError('usage', `${path} describes no machine: it is no JSON.`, {
      file: path,
      cause,
    });
  }
  return parseMachine(value, path);
}
