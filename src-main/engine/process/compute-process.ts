/**
 * The compute process: the only one that loads ONNX Runtime. It takes one request at a time from
 * its parent, answers with replies, and is killed to cancel; what must outlive it is on disk.
 */
import { flushCompileCache } from 'node:module';
import { isDiskFull, isMegabaseError, type ErrorCode } from '../../contract/index.ts';
import { endTurns, reportProvider } from '../provider/index.ts';
import type { PassJob, Request, Send } from '../jobs/index.ts';
import { parentLink } from './parent-link.ts';
import { probeKernel } from '../kernel/index.ts';
import { OpenModel } from './open-model.ts';

const parent = parentLink();
const open = new OpenModel();

// Node ends the process by itself, Electron's would wait for ever.
process.on('unhandledRejection', (error) => {
  throw error;
});

/** When progress was last sent, on the clock of `performance`. */
let toldAt = -Infinity;
/** The progress before, sent or not. */
let before = { stage: '', fraction: 0 };

/**
 * Messages cost more than a short pass: of its progress only so much is sent as anybody can see, and where
 * changed sequences begin and end, by which the time of one is measured.
 */
function sendFor({ progressEvery = 0 }: Pick<PassJob, 'progressEvery'>): Send {
  return (reply) => {
    if (reply.kind === 'progress') {
      const { stage, fraction } = reply.progress;
      const isFirst = stage !== before.stage || fraction < before.fraction;
      const isBound = stage === 'edits' && (isFirst || fraction === 1);
      before = { stage, fraction };
      const at = performance.now();
      if (!isBound && at - toldAt < progressEvery) return Promise.resolve();
      toldAt = at;
    }
    return parent.send(reply);
  };
}

async function handle(request: Request): Promise<void> {
  // Most of these processes are killed, and what Node keeps of compiled sources is else written at their end.
  flushCompileCache();
  try {
    if (request.kind === 'probe') {
      await parent.send({ kind: 'probed', report: await reportProvider(request.provider) });
    } else if (request.kind === 'probe-kernel') {
      await parent.send({ kind: 'kernel-probed', report: await probeKernel() });
    } else if (request.kind === 'perturb') {
      const model = await open.for(request.job);
      await model.perturb(request.job, sendFor(request.job));
    } else {
      const model = await open.for(request.job);
      await model.run(request.job, sendFor(request.job));
    }
  } catch (error) {
    await parent.send({ kind: 'failed', ...describe(error) });
  } finally {
    endTurns();
  }
}

function describe(error: unknown): { code: ErrorCode; message: string; ranOut?: boolean } {
  if (isMegabaseError(error)) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (isDiskFull(error)) {
    return { code: 'disk-full', message: `The disk is full: ${message}.` };
  }
  // V8's and ONNX Runtime's words for an allocation that did not succeed.
  if (/allocation failed|bad_alloc|failed to allocate memory|out of memory/i.test(message)) {
    return {
      code: 'memory-short',
      message: `Memory ran out in the middle of the pass: ${message}.`,
      ranOut: true,
    };
  }
  return { code: 'compute-failed', message: `The computation failed: ${message}` };
}

parent.onRequest((request) => void handle(request));
// A terminal sends Ctrl-C to both processes; the parent decides, and ends this one.
process.on('SIGINT', () => undefined);
