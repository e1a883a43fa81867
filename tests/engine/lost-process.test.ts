import { expect, it } from 'vitest';
import { computePass, computePerturbations } from '../../src-main/engine/index.ts';
import {
  forkComputeProcess,
  type StartComputeProcess,
} from '../../src-main/engine/process/start-compute-process.ts';
import {
  canFindProcesses,
  computeProcesses,
  killComputeProcess,
} from '../support/compute-processes.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

/** Starts processes that are gone before they are spoken to, as where no memory was left. */
const startLost: StartComputeProcess = () => {
  const child = forkComputeProcess();
  killComputeProcess();
  while (computeProcesses().length > 0);
  return child;
};

const job = {
  model: referenceModels['hawk-tutorial'],
  heads: [],
  // More than a pipe holds, so that the request meets the end of the process.
  tokens: randomTokens(4_000_000, new Random(1)),
  origin: 0,
  graphs: sharedFolder(),
  provider: 'cpu',
  threads: 1,
  scan: 'auto',
} as const;
const listener = { onReply: () => undefined, onNote: () => undefined };

it.skipIf(!canFindProcesses)(
  'a process that is lost before its request came through is told as killed, not as EPIPE',
  async () => {
    const lost = /^The compute process was killed by the system \(SIGKILL\), .* memory ran out\. /;
    const pass = computePass(job as never, listener, undefined, startLost);
    await expect(pass).rejects.toMatchObject({ code: 'compute-died' });
    await expect(pass).rejects.toThrow(lost);
    await expect(pass).rejects.toThrow(/Nothing of this pass is kept\.$/);

    const tasks = { ...job, tasks: [{ edits: [] }] };
    const perturbations = computePerturbations(tasks as never, listener, undefined, startLost);
    await expect(perturbations).rejects.toThrow(lost);
    await expect(perturbations).rejects.toThrow(/Of 1 changed sequences 0 had been finished\.$/);
  },
);
