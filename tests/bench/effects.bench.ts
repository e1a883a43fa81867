/**
 * `npm run bench:effects [-- --quick --snvs N]`: what a knock-out or a variant costs beside reading everything
 * again, how far the two are apart, what keeping the reference's states adds to its reading, and how well
 * the cost of N SNVs with targets is foretold (of 3,000; 100,000 take some five minutes of two processors a model).
 * Quick leaves out the megabase and the wide Caduceus. `MEGABASE_KERNEL` names another build of the kernel, such as one
 * without AVX-512.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable } from '../../src-main/cli/console/table.ts';
import {
  computePass,
  type BinPiece,
  type PerturbationResult,
  type PerturbationTask,
} from '../../src-main/engine/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { logSoftmax } from '../../src-main/engine/jobs/index.ts';
import { loadNative } from '../../src-main/native/index.ts';
import { baseTokens, EditedSequence } from '../../src-main/sequence/index.ts';
import { defaultTolerance, perturbInterval } from '../../src-main/analysis/perturbations/index.ts';
import { knockOutTasks } from '../../src-main/analysis/effects/knock-out.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import type { LoadedModel } from '../../src-main/library/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { EventLog, unstopped } from '../support/event-log.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';
import { foretoldTable, measureForetold, type ForetoldCost } from './foretold-cost.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const { quick, snvs } = parseArgs({
  options: { quick: { type: 'boolean' }, snvs: { type: 'string', default: '3000' } },
}).values;
const threads = availableParallelism();
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const graphs = join(work, 'graphs');
const kernel = loadNative().module?.instructionSets()[0] ?? 'no kernel';

/** What is read, and what of it is changed. */
interface Case {
  readonly name: string;
  readonly model: LoadedModel;
  readonly tokens: Uint8Array;
  readonly tasks: readonly PerturbationTask[];
  /** Every so many of them are read again as a whole, too. */
  readonly comparedEach: number;
}

interface Measured {
  readonly name: string;
  readonly changes: number;
  /** Until the unchanged sequence is read. */
  readonly baseSeconds: number;
  /** Up to the last result: as of a whole reading, the end of the process is not counted. */
  readonly secondsEach: number;
  /** Share of the sequence that a knock-out read again, the mean. */
  readonly share: number;
  readonly wholeSeconds: number;
  readonly speedUp: number;
  /** Of a track's value, over all bins; without tracks of ln P at the change. */
  readonly largestDifference: number;
}

try {
  const cases = [await knockOuts('chrT2'), ...(quick ? [] : [await knockOuts('chrT1')])];
  cases.push(await variants('hawk-tutorial', 400, 200_000));
  if (!quick) cases.push(await variants('caduceus 256 x 16 PS', 128, 131_072));
  const rows: Measured[] = [];
  for (const one of cases) rows.push(await measure(one));
  const foretold: ForetoldCost[] = [];
  for (const model of ['hawk-tutorial', 'caduceus-tutorial'] as const) {
    foretold.push(await measureForetold(model, Number(snvs), { work, threads }));
  }
  report(rows, foretold);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function load(folder: string): Promise<LoadedModel> {
  const model = readModelPackage(folder);
  return { model, identity: await identifyModel(model) };
}

/** All enhancers of a contig of the tutorial, knocked out one by one. */
async function knockOuts(contig: 'chrT1' | 'chrT2'): Promise<Case> {
  const model = await load(join(root, 'native-models/hawk-tutorial'));
  const tokens = tutorialContig(contig);
  const features = await readGff3(join(root, 'resources/tutorial/tutorial.gff3'));
  const places = features.filter((one) => one.contig === contig && one.type === 'enhancer');
  const tasks = places.flatMap((place) => knockOutTasks(tokens, place, { kind: 'n' }));
  return { name: `${contig}, enhancers`, model, tokens, tasks, comparedEach: 1 };
}

/** Substitutions all over a piece of chrT1. */
async function variants(name: string, count: number, length: number): Promise<Case> {
  const folder = join(work, 'model');
  const isTutorial = name === 'hawk-tutorial';
  if (!isTutorial) {
    const config = { model_type: 'caduceus', d_model: 256, n_layer: 16, rcps: true } as const;
    writeRandomModel(folder, { seed: 1, config });
  }
  const model = await load(isTutorial ? join(root, 'native-models/hawk-tutorial') : folder);
  const tokens = tutorialContig('chrT1').subarray(0, length);
  const random = new Random(1);
  const tasks = Array.from({ length: count }, () => {
    const at = random.below(length);
    const put = Uint8Array.of(tokens[at] === 7 ? 9 : 7);
    const site = { start: at, end: at + 1 };
    return {
      edits: [{ ...site, tokens: put }],
      tracks: isTutorial,
      distributions: { before: site, after: site },
    };
  });
  return { name: `${name}, SNVs`, model, tokens, tasks, comparedEach: count };
}

async function measure({ name, model, tokens, tasks, comparedEach }: Case): Promise<Measured> {
  const results: PerturbationResult[] = [];
  let began = performance.now();
  let ended = began;
  let baseSeconds = 0;
  const log = new EventLog();
  log.onBegun = () => (began = performance.now());
  log.onProgress = ({ stage }) => {
    if (stage === 'edits') baseSeconds ||= (performance.now() - began) / 1000;
  };
  const settings = { provider: 'cpu', threads, tolerance: defaultTolerance } as const;
  const genome = await openFasta(tutorialGenome, { indexFolder: work });
  const context = { genome, model, graphs, emit: log.onEvent, signal: unstopped };
  const { bins: base } = await perturbInterval(
    { start: 0, tokens },
    tasks,
    settings,
    context,
    (result) => {
      results[result.task] = result;
      ended = performance.now();
    },
  );
  await genome.close();
  if (log.notes.length > 0) throw new Error(log.notes.join(' '));
  const secondsEach = ((ended - began) / 1000 - baseSeconds) / tasks.length;
  const read = results.map(({ window }) => (window.end - window.start) / tokens.length);

  const wholes = [...tasks.keys()].filter((task) => (task + 1) % comparedEach === 0);
  let [wholeSeconds, largestDifference] = [0, 0];
  for (const task of wholes) {
    const { edits } = tasks[task]!;
    const edited = new EditedSequence(tokens, edits);
    const site = edits[0]!.start;
    const pass = await wholePass(model, edited.tokens(0, edited.length), site);
    wholeSeconds += pass.seconds / wholes.length;
    const { bins, distributions } = results[task]!;
    const difference = bins
      ? farthest(pass.pieces, base![0]!, bins[0]!)
      : farthestLogP(pass.logits, distributions!.after);
    largestDifference = Math.max(largestDifference, difference);
    process.stderr.write(`${name}, change ${task}: off by ${difference.toFixed(5)}\n`);
  }
  return {
    name,
    changes: tasks.length,
    baseSeconds,
    secondsEach,
    share: read.reduce((sum, one) => sum + one, 0) / read.length,
    wholeSeconds,
    speedUp: wholeSeconds / secondsEach,
    largestDifference,
  };
}

async function wholePass({ model, identity }: LoadedModel, tokens: Uint8Array, site: number) {
  const pieces: BinPiece[] = [];
  let seconds = 0;
  let logits = new Float32Array(0);
  const job = { model: model.folder, modelHash: identity.hash, tokens, start: 0, graphs, threads };
  await computePass(
    { ...job, provider: 'cpu', raw: { start: site, end: site + 1 } },
    {
      onReply(reply) {
        if (reply.kind === 'tracks' && reply.pieces[0]) pieces.push(reply.pieces[0]);
        if (reply.kind === 'raw') logits = Float32Array.from(reply.logits);
        if (reply.kind === 'done') ({ seconds } = reply);
      },
      onNote(note) {
        throw new Error(note);
      },
    },
  );
  return { pieces, logits, seconds };
}

/** Largest difference of ln P of the bases at one token. */
function farthestLogP(logits: Float32Array, found: Float32Array): number {
  const values = new Float32Array(baseTokens.length);
  logSoftmax(logits, 0, baseTokens, values, 0);
  return Math.max(...values.map((value, i) => Math.abs(value - found[i]!)));
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

function report(rows: readonly Measured[], foretold: readonly ForetoldCost[]): void {
  const header = [
    'what',
    'changes',
    'base s',
    'base',
    's each',
    'read again',
    'whole s',
    'faster',
    'off by',
  ];
  const cells = rows.map((row) => [
    row.name,
    String(row.changes),
    row.baseSeconds.toFixed(1),
    `${(row.baseSeconds / row.wholeSeconds).toFixed(2)} times`,
    row.secondsEach.toFixed(4),
    `${(100 * row.share).toFixed(1)} %`,
    row.wholeSeconds.toFixed(1),
    `${row.speedUp.toFixed(1)} times`,
    row.largestDifference.toFixed(5),
  ]);
  const lines = [
    `${threads} threads, ${kernel}, tolerance ${defaultTolerance}`,
    ...formatTable([header, ...cells]),
    '',
    ...foretoldTable(foretold),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  mkdirSync(join(root, 'bench-output'), { recursive: true });
  const path = join(root, 'bench-output', 'effects.json');
  writeFileSync(
    path,
    `${JSON.stringify({ threads, kernel, tolerance: defaultTolerance, rows, foretold }, null, 2)}\n`,
  );
  process.stdout.write(`wrote ${path}\n`);
}
