import { MegabaseError, type Job } from '../../contract/index.ts';
import type { RunningWorkbench } from '../../workbench/index.ts';
import type { CallHooks } from './call.ts';

/** Begins a job of a project, tells of it, and resolves with it once it is done. Errors: the job's; `cancelled`. */
export async function finishJob(
  { workbench, events }: RunningWorkbench,
  { signal, onEvent }: CallHooks,
  begin: () => Promise<Job>,
): Promise<Job> {
  const ended = Promise.withResolvers<Job>();
  const known: { id?: string } = {};
  let told = 0;
  let highest = 0;
  const hear = (job: Job) => {
    if (job.id !== known.id) return;
    for (const text of job.notes.slice(told)) onEvent({ kind: 'note', text });
    told = Math.max(told, job.notes.length);
    // MCP wants each to be more than the one before.
    const { fraction = 0, title } = job;
    if (fraction > highest) onEvent({ kind: 'progress', fraction, text: title });
    highest = Math.max(highest, fraction);
    if (job.state !== 'queued' && job.state !== 'running') ended.resolve(job);
  };
  const silence = events.subscribe((event) => event.kind === 'job' && hear(event.job));
  const cancel = () => known.id !== undefined && void workbench.cancelJob({ id: known.id });
  signal.addEventListener('abort', cancel);
  try {
    const { id } = await begin();
    known.id = id;
    if (signal.aborted) cancel();
    // Its first events may have come before its id did.
    (await workbench.jobs()).forEach(hear);
    return expectDone(await ended.promise);
  } finally {
    silence();
    signal.removeEventListener('abort', cancel);
  }
}

function expectDone(job: Job): Job {
  if (job.state === 'done') return job;
  const { code, message, ...details } = job.error ?? {
    code: 'cancelled',
    message: `${job.title} was cancelled.`,
  };
  throw new MegabaseError(code as MegabaseError['code'], message, details);
}
