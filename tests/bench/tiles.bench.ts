/**
 * `npm run bench:tiles`: how long a window waits for what it draws of a prediction of 1 Mbp with
 * four tracks, asked over the WebSocket that a page uses, while it pans and zooms.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Job, TrackView } from '../../src-main/contract/index.ts';
import { formatTable } from '../../src-main/cli/console/table.ts';
import {
  connectWorkbench,
  webSocketWire,
  type WorkbenchClient,
} from '../../src-main/transport/index.ts';
import { root } from '../support/paths.ts';
import { startServe } from '../e2e/serve-process.ts';

const tracks = ['enhancer', 'insulator', 'promoter', 'expression'];
const contigLength = 1_000_000;
/** Pixels of the view; the browser asks for one view more on either side. */
const pixels = 1_500;
const widths = [1_000_000, 300_000, 100_000, 30_000, 10_000, 3_000];
const steps = 25;
/** ms that a median answer may take. */
const aim = 50;

interface Measured {
  /** bp in the view. */
  readonly width: number;
  /** ms from asking to having, sorted. */
  readonly times: readonly number[];
  readonly mostBins: number;
  readonly bin: number;
}

const home = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const server = await startServe(home);
try {
  const workbench = await connect(server.url);
  const { id: project } = await workbench.openGuide({ guide: 'tutorial' });
  const run = await predictContig(workbench, project);
  const measured: Measured[] = [];
  for (const width of widths) measured.push(await pan(workbench, project, run, width));
  report(measured);
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

/** As a page does it: the address opens once, and the cookie it gives lets the socket in. */
async function connect(url: string): Promise<WorkbenchClient> {
  const { origin, host } = new URL(url);
  const answer = await fetch(url, { redirect: 'manual' });
  const Cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
  const socket = new WebSocket(`ws://${host}/workbench`, { origin, headers: { Cookie } });
  return connectWorkbench(webSocketWire(socket));
}

async function predictContig(workbench: WorkbenchClient, project: string): Promise<string> {
  const ended = Promise.withResolvers<Job>();
  workbench.onEvent((event) => {
    if (event.kind !== 'job') return;
    const { state, fraction = 0 } = event.job;
    process.stderr.write(`\rpredicting 1 Mbp: ${Math.floor(fraction * 100)} % `);
    if (['done', 'failed', 'cancelled'].includes(state)) ended.resolve(event.job);
  });
  const request = { project, region: 'chrT1', model: 'hawk-tutorial', tracks };
  await workbench.predict({ ...request, provider: 'cpu' });
  const { run, error } = await ended.promise;
  process.stderr.write('\n');
  if (run === undefined) throw new Error(error?.message ?? 'The prediction was not made.');
  return run;
}

/** Goes along the contig at one zoom; all tracks are asked for at once, as the browser does. */
async function pan(
  workbench: WorkbenchClient,
  project: string,
  run: string,
  width: number,
): Promise<Measured> {
  const times: number[] = [];
  const views: TrackView[] = [];
  for (let step = 0; step < steps; step++) {
    const left = Math.round(((contigLength - width) * step) / (steps - 1));
    const start = Math.max(0, left - width);
    const end = Math.min(contigLength, left + 2 * width);
    const place = { project, run, start, end, bpPerPixel: width / pixels };
    const ask = async (track: string) => {
      const begun = performance.now();
      views.push(await workbench.view({ ...place, track }));
      times.push(performance.now() - begun);
    };
    await Promise.all(tracks.map(ask));
  }
  times.sort((a, b) => a - b);
  const mostBins = Math.max(...views.map(({ mean }) => mean.length));
  return { width, times, mostBins, bin: views[0]!.bin };
}

function report(measured: readonly Measured[]): void {
  const all = measured.flatMap(({ times }) => times).sort((a, b) => a - b);
  const rows = measured.map(({ width, times, mostBins, bin }) => [
    width.toLocaleString('en-US'),
    bin.toLocaleString('en-US'),
    mostBins.toLocaleString('en-US'),
    at(times, 0.5).toFixed(1),
    at(times, 0.95).toFixed(1),
  ]);
  const header = ['view bp', 'bin bp', 'most bins', 'median ms', '95 % ms'];
  const summary = { median: at(all, 0.5), p95: at(all, 0.95), requests: all.length, aim };
  // Three views of bins no narrower than half a pixel, and what is cut at the ends.
  const most = 3 * pixels * 2 + 2;
  const follows = measured.every(({ mostBins }) => mostBins <= most);
  const lines = [
    ...formatTable([header, ...rows]),
    `all ${all.length} requests: median ${summary.median.toFixed(1)} ms, 95 % ${summary.p95.toFixed(1)} ms (aim: median ${aim} ms)`,
    `bins in an answer follow the view: ${follows ? 'yes' : 'NO'}, never above ${most.toLocaleString('en-US')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  mkdirSync(join(root, 'bench-output'), { recursive: true });
  const path = join(root, 'bench-output', 'tiles.json');
  const rowsOut = measured.map(({ times, ...rest }) => ({
    ...rest,
    median: at(times, 0.5),
    p95: at(times, 0.95),
  }));
  writeFileSync(path, `${JSON.stringify({ ...summary, follows, views: rowsOut }, null, 2)}\n`);
  process.stdout.write(`wrote ${path}\n`);
  if (summary.median > aim || !follows) process.exitCode = 1;
}

/** The value below which this share of sorted values lies. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
