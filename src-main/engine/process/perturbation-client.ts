import { MegabaseError, defined } from '../../contract/index.ts';
import { passOn, type PassListener } from './compute-client.ts';
import { converse } from './converse.ts';
import { asLimit, lessMemory } from './less-memory.ts';
import { forkComputeProcess, type StartComputeProcess } from './start-compute-process.ts';
import type { PassBegun, PerturbationJob } from '../jobs/index.ts';

/**
 * Runs a perturbation job in a process of its own. If that process dies, it is started again with the tasks
 * that have no result yet, for as long as each one brings at least one further, and on the CPU where
 * it was a GPU's; if memory that was planned for cannot be had, with half of it. `signal` kills it at
 * once.
 *
 * Errors: what the job failed with; `compute-died`; `cancelled`.
 */
export async function computePerturbations(
  job: PerturbationJob,
  listener: PassListener,
  signal?: AbortSignal,
  start: StartComputeProcess = forkComputeProcess,
): Promise<void> {
  let open = [...job.tasks.keys()];
  let { provider, memory } = job;
  for (;;) {
    const asked = open;
    const attempt = {
      ...job,
      provider,
      memory,
      tasks: asked.map((task) => defined(job.tasks[task])),
    };
    const done = new Set<number>();
    let begun: PassBegun | undefined;
    const running = converse(start, { kind: 'perturb', job: attempt }, signal, (reply) => {
      if (reply.kind === 'perturbation') {
        const task = defined(asked[reply.task]);
        done.add(task);
        listener.onReply({ ...reply, task });
      } else {
        if (reply.kind === 'begun') begun = reply;
        passOn(reply, listener);
      }
      return reply.kind === 'done';
    });
    let death: string | undefined;
    try {
      death = await running;
    } catch (error) {
      const less = lessMemory(asLimit(error, memory, job.memory), memory);
      listener.onNote(less.note);
      ({ memory } = less);
      open = asked.filter((task) => !done.has(task));
      if (open.length === 0) return;
      continue;
    }
    open = asked.filter((task) => !done.has(task));
    if (death === undefined || (done.size > 0 && open.length === 0)) return;
    if (provider !== 'cpu' && begun?.provider !== 'cpu') {
      // A graphics driver that takes the process with it is no reason not to compute.
      const what = begun ? `${begun.provider} computed` : `${provider} was tried`;
      listener.onNote(`${death} while ${what}; continuing on the CPU.`);
      provider = 'cpu';
      continue;
    }
    if (done.size === 0) {
      const before = job.tasks.length - open.length;
      const kept = `Of ${job.tasks.length} changed sequences ${before} had been finished`;
      throw new MegabaseError('compute-died', `${death}. ${kept}.`);
    }
    listener.onNote(`${death}; continuing with the remaining ${open.length}.`);
  }
}
