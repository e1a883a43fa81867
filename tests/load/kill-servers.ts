import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { defined, type Job, type Project } from '../../src-main/contract/index.ts';
import {
  connectWorkbench,
  webSocketWire,
  type WorkbenchClient,
} from '../../src-main/transport/index.ts';
import { startServe } from '../e2e/serve-process.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { expectSoundCache } from './check-cache.ts';
import type { LoadOptions } from './run.ts';
import { writeSmallGenome } from './small-genome.ts';

const genomeLength = 200_000;
const regionLength = 2_000;

/** What the server has said it has: all of it must be there after the next start. */
interface Promised {
  readonly path: string;
  locus: string;
  /** By `id`: the bytes of a track's values. */
  readonly runs: Map<string, string>;
}

/**
 * Kills `megabase serve` while a client makes projects and predicts. After each new start all that the
 * client was told of is there: projects, what they show, runs, and their values bit for bit.
 */
export async function killServers({ times, seed, folder, print }: LoadOptions): Promise<void> {
  const fasta = join(folder, 'genome.fa');
  writeSmallGenome(fasta, { seed, count: 1, length: genomeLength });
  writeRandomModel(join(folder, 'megabase', 'models', 'random-hawk'), {
    seed,
    config: { model_type: 'hawk' },
    tracks: { count: 1, bin: 16 },
  });
  const random = new Random(seed);
  const promised: Promised[] = [];
  const counts = { runs: 0, read: 0, working: 0 };
  let next = 0;
  for (let i = 0; i <= times; i++) {
    const { url, kill } = await startServe(folder);
    const { workbench, close } = await connect(url);
    for (const one of i === times ? promised : someOf(promised, random)) {
      counts.read += await expectThere(workbench, one, `after kill ${i}`);
    }
    const job = { killed: false, running: false, stored: Promise.withResolvers<void>() };
    const work = async () => {
      const project = await workbench.newProject({ path: fasta });
      const one: Promised = { path: project.path, locus: '', runs: new Map() };
      promised.push(one);
      for (;;) {
        const start = 1 + ((next++ * 977) % (genomeLength - regionLength));
        const region = `c1:${start}-${start + regionLength - 1}`;
        job.running = true;
        const id = await predict(workbench, project, region);
        job.running = false;
        one.runs.set(id, await valuesOf(workbench, project, id));
        counts.runs++;
        job.stored.resolve();
        await workbench.updateProject({ project: project.id, locus: region });
        one.locus = region;
      }
    };
    const worked = work().catch((error: unknown) => {
      if (!job.killed) throw error;
    });
    // Half of them while it starts and makes a project, half from the first run that was stored.
    const begun = i % 2 === 0 ? undefined : job.stored.promise;
    const late = async () => {
      await begun;
      await wait(random.between(0, i % 2 === 0 ? 2_000 : 1_000));
    };
    if (i < times) await Promise.race([late(), worked]);
    job.killed = true;
    if (job.running) counts.working++;
    await kill();
    close();
    await worked;
    expectSoundCache(join(folder, 'megabase', 'cache'));
    if (i % 10 === 0) print(`${i} kills: ${counts.runs} runs`);
  }
  print(
    `${times} kills, ${counts.working} while a prediction ran: ${promised.length} projects and ` +
      `${counts.runs} runs, none lost; ${counts.read} runs read again, each bit for bit`,
  );
}

/** The last one, and one more. */
function someOf(promised: readonly Promised[], random: Random): Promised[] {
  const other = promised[random.below(Math.max(1, promised.length - 1))];
  return [...new Set([...promised.slice(-1), ...(other ? [other] : [])])];
}

/** Gives how many runs were read. */
async function expectThere(
  workbench: WorkbenchClient,
  { path, locus, runs }: Promised,
  when: string,
): Promise<number> {
  const recent = await workbench.recentProjects();
  const project = await workbench.openProject({ path });
  if (project.genome === undefined) throw new Error(`${when}: ${path} has no genome`);
  if (project.lostRuns.length > 0) throw new Error(`${when}: ${path} has lost runs`);
  if (recent.length === 0) throw new Error(`${when}: no recent projects`);
  // The next one may have been on its way.
  if (locus !== '' && project.locus === undefined) throw new Error(`${when}: no locus`);
  for (const [id, values] of runs) {
    if (!project.runs.some((run) => run.id === id)) throw new Error(`${when}: run ${id} is gone`);
    const found = await valuesOf(workbench, project, id);
    if (found !== values) throw new Error(`${when}: run ${id} has other values`);
  }
  return runs.size;
}

/** As a page does it: the address opens once, and the cookie it gives lets the socket in. */
async function connect(url: string): Promise<{ workbench: WorkbenchClient; close: () => void }> {
  const { origin, host } = new URL(url);
  const answer = await fetch(url, { redirect: 'manual' });
  const Cookie = defined(defined(answer.headers.getSetCookie()[0]).split(';')[0]);
  const socket = new WebSocket(`ws://${host}/workbench`, { origin, headers: { Cookie } });
  return {
    workbench: connectWorkbench(webSocketWire(socket)),
    close: () => socket.terminate(),
  };
}

async function predict(
  workbench: WorkbenchClient,
  { id: project }: Project,
  region: string,
): Promise<string> {
  const ended = Promise.withResolvers<Job>();
  // Nobody waits for it where the request itself fails.
  ended.promise.catch(() => undefined);
  let asked: string | undefined;
  const stop = workbench.onEvent((event) => {
    if (event.kind !== 'job' || (asked !== undefined && event.job.id !== asked)) return;
    if (['done', 'failed', 'cancelled'].includes(event.job.state)) ended.resolve(event.job);
  });
  // A server that is killed answers no call, nor does it send the job's end.
  const lost = setInterval(() => void workbench.jobs().catch(ended.reject), 200);
  try {
    const request = { project, region, flank: 0, model: 'random-hawk', tracks: ['track-0'] };
    ({ id: asked } = await workbench.predict({ ...request, provider: 'cpu' }));
    const { run, error } = await ended.promise;
    if (run === undefined) throw new Error(error?.message ?? 'no run');
    return run;
  } finally {
    clearInterval(lost);
    stop();
  }
}

async function valuesOf(
  workbench: WorkbenchClient,
  { id: project }: Project,
  run: string,
): Promise<string> {
  const place = { start: 0, end: genomeLength, bpPerPixel: 1 };
  const { start, mean } = await workbench.view({ project, run, track: 'track-0', ...place });
  return `${start} ${Buffer.from(mean.buffer, mean.byteOffset, mean.byteLength).toString('base64')}`;
}
