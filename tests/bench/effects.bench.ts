/**
 * `npm run bench:effects [-- --quick]`: what knocking out an element costs beside reading everything
 * again, and how far the two are apart. Quick leaves out the megabase.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from '../../src-main/cli/table.ts';
import {
  computePass,
  type BinPiece,
  type PerturbationResult,
} from '../../src-main/engine/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { EditedSequence } from '../../src-main/sequence/index.ts';
import { defaultTolerance, perturbInterval } from '../../src-main/analysis/perturbations/index.ts';
import { knockOutTasks } from '../../src-main/analysis/effects/knock-out.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import type { LoadedModel } from '../../src-main/library/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { EventLog, unstopped } from '../support/event-log.ts';
import { root } from '../support/paths.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const threads = availableParallelism();
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const graphs = join(work, 'graphs');

/** Enhancers that are read again as a whole, too: every so many of them. */
const compared = { chrT1: 8, chrT2: 5 } as const;

interface Measured {
  readonly contig: string;
  readonly elements: number;
  /** Until the unchanged sequence is read. */
  readonly baseSeconds: number;
  readonly secondsEach: number;
  /** Share of the sequence that a knock-out read again, the mean. */
  readonly share: number;
  readonly wholeSeconds: number;
  readonly speedUp: number;
  /** Of a track's value, over all bins. */
  readonly largestDifference: number;
}

try {
  const quick = process.argv.includes('--quick');
  const model = readModelPackage(join(root, 'native-models/hawk-tutorial'));
  const loaded = { model, identity: await identifyModel(model) };
  const rows: Measured[] = [];
  for (const contig of quick ? (['chrT2'] as const) : (['chrT2', 'chrT1'] as const)) {
    rows.push(await measure(loaded, contig));
  }
  report(rows);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function measure(model: LoadedModel, contig: 'chrT1' | 'chrT2'): Promise<Measured> {
  const tokens = tutorialContig(contig);
  const features = await readGff3(join(root, 'resources/tutorial/tutorial.gff3'));
  const places = features.filter((one) => one.contig === contig && one.type === 'enhancer');
  const tasks = places.flatMap((place) => knockOutTasks(tokens, place, { kind: 'n' }));

  const results: PerturbationResult[] = [];
  let began = performance.now();
  let baseSeconds = 0;
  const log = new EventLog();
  log.onBegun = () => (began = performance.now());
  log.onProgress = ({ stage }) => {
    if (stage === 'edits') baseSeconds ||= (performance.now() - began) / 1000;
  };
  const settings = { provider: 'cpu', threads, tolerance: defaultTolerance } as const;
  const genome = await openFasta(tutorialGenome, { indexFolder: work });
  const context = { genome, model, graphs, emit: log.onEvent, signal: unstopped };
  const base = await perturbInterval({ start: 0, tokens }, tasks, settings, context, (result) => {
    results[result.task] = result;
  });
  await genome.close();
  if (log.notes.length > 0) throw new Error(log.notes.join(' '));
  const secondsEach = ((performance.now() - began) / 1000 - baseSeconds) / tasks.length;
  const read = results.map(({ window }) => (window.end - window.start) / tokens.length);

  const wholes = [...tasks.keys()].filter((task) => (task + 1) % compared[contig] === 0);
  let [wholeSeconds, passes, largestDifference] = [0, 0, 0];
  for (const task of wholes) {
    const edited = new EditedSequence(tokens, tasks[task]!.edits);
    const pass = await wholePass(model, edited.tokens(0, edited.length));
    wholeSeconds += pass.seconds;
    passes += 1;
    const difference = farthest(pass.pieces, base![0]!, results[task]!.bins![0]!);
    largestDifference = Math.max(largestDifference, difference);
    process.stderr.write(`${contig}, element ${task}: off by ${difference.toFixed(5)}\n`);
  }
  wholeSeconds /= passes;
  return {
    contig,
    elements: tasks.length,
    baseSeconds,
    secondsEach,
    share: read.reduce((sum, one) => sum + one, 0) / read.length,
    wholeSeconds,
    speedUp: wholeSeconds / secondsEach,
    largestDifference,
  };
}

async function wholePass({ model, identity }: LoadedModel, tokens: Uint8Array) {
  const pieces: BinPiece[] = [];
  let seconds = 0;
  const job = { model: model.folder, modelHash: identity.hash, tokens, start: 0, graphs, threads };
  await computePass(
    { ...job, provider: 'cpu' },
    {
      onReply(reply) {
        if (reply.kind === 'tracks') pieces.push(reply.pieces[0]!);
        if (reply.kind === 'done') ({ seconds } = reply);
      },
      onNote(note) {
        throw new Error(note);
      },
    },
  );
  return { pieces, seconds };
}

/** Largest difference between a whole pass and the base run with its changed bins put in. */
function farthest(pieces: readonly BinPiece[], base: BinPiece, changed: BinPiece): number {
  let most = 0;
  for (const { first, values } of pieces) {
    for (const [track, whole] of values.entries()) {
      for (const [i, value] of whole.entries()) {
        const bin = first + i;
        const found =
          changed.values[track]![bin - changed.first] ?? base.values[track]![bin - base.first]!;
        most = Math.max(most, Math.abs(value - found));
      }
    }
  }
  return most;
}

function report(rows: readonly Measured[]): void {
  const header = [
    'contig',
    'elements',
    'base s',
    's each',
    'read again',
    'whole s',
    'faster',
    'off by',
  ];
  const cells = rows.map((row) => [
    row.contig,
    String(row.elements),
    row.baseSeconds.toFixed(1),
    row.secondsEach.toFixed(2),
    `${(100 * row.share).toFixed(1)} %`,
    row.wholeSeconds.toFixed(1),
    `${row.speedUp.toFixed(1)} times`,
    row.largestDifference.toFixed(5),
  ]);
  const lines = [
    `${threads} threads, tolerance ${defaultTolerance}`,
    ...formatTable([header, ...cells]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  mkdirSync(join(root, 'bench-output'), { recursive: true });
  const path = join(root, 'bench-output', 'effects.json');
  writeFileSync(
    path,
    `${JSON.stringify({ threads, tolerance: defaultTolerance, rows }, null, 2)}\n`,
  );
  process.stdout.write(`wrote ${path}\n`);
}
