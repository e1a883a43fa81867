/**
 * `npm run bench [-- --quick]`: how fast the pass is, beside the kernel time of its own matrix products
 * on the same threads, and where its time goes; how time and memory grow with the length, in memory and in files; and what chunking and
 * the operators cost. Ratios count; single times depend on the machine and its day.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes } from '../../src-main/contract/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { cacheFolders, findLocations } from '../../src-main/home/index.ts';
import type { LoadedModel } from '../../src-main/library/index.ts';
import { formatTable } from '../../src-main/cli/console/table.ts';
import { root } from '../support/paths.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';
import { largestDifference } from './largest-difference.ts';
import { measurePass, type MeasureOptions, type PassMeasurement } from './measure-pass.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const quick = process.argv.includes('--quick');
const threads = availableParallelism();
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
// Not the temporary folder: that may lie in memory.
const scratch = join(cacheFolders(findLocations().cache).passes, `bench.${process.pid}.pass`);
const options = { graphs: join(work, 'graphs'), threads };
const genome = tutorialContig('chrT1');

async function load(folder: string): Promise<LoadedModel> {
  const model = readModelPackage(folder);
  return { model, identity: await identifyModel(model) };
}

function loadRandom(name: string, config: RandomModel['config']): Promise<LoadedModel> {
  const folder = join(work, name);
  writeRandomModel(folder, { seed: 1, config });
  return load(folder);
}

/** Runs of one case; the fastest counts, for all that disturbs a run makes it slower. */
async function fastest(
  repeats: number,
  model: LoadedModel,
  bases: number,
  more: Partial<MeasureOptions> = {},
): Promise<PassMeasurement> {
  const tokens = genome.subarray(0, bases);
  let best: PassMeasurement | undefined;
  for (let i = 0; i < repeats; i++) {
    const run = await measurePass(model, tokens, { ...options, ...more });
    if (!best || run.seconds < best.seconds) best = run;
  }
  show(best!);
  return best!;
}

function show(run: PassMeasurement): void {
  process.stderr.write(
    `${run.model}, ${run.bases.toLocaleString('en-US')} bp in ${run.chunks} chunks: ` +
      `${run.seconds.toFixed(2)} s, peak ${formatBytes(run.peakBytes)}\n`,
  );
}

/** The same pass by the kernel and by the operators. */
async function compareScans(model: LoadedModel, bases: number) {
  const kernel = await fastest(2, model, bases, { scan: 'kernel', logitsOf: bases });
  const operators = await fastest(1, model, bases, { scan: 'operators', logitsOf: bases });
  const timesFaster = operators.seconds / kernel.seconds;
  const { model: name } = kernel;
  return {
    name,
    bases,
    timesFaster,
    difference: largestDifference(kernel.logits, operators.logits),
  };
}

/** Where the seconds of a pass went; what its graphs took is shared out as their kernels' times are. */
function secondsByStep({ seconds, spent, productShare }: PassMeasurement): number[] {
  const { layers = 0, heads = 0, stages } = spent ?? {};
  const {
    inputProjection = 0,
    conv = 0,
    select = 0,
    recurrence = 0,
    outputProjection = 0,
  } = stages ?? {};
  const graphs = inputProjection + select + outputProjection;
  const rest = layers - graphs - conv - recurrence;
  return [
    ...[graphs * productShare, graphs * (1 - productShare), conv, recurrence, rest],
    ...[heads, seconds - layers - heads],
  ];
}

const perBase = ({ seconds, bases }: PassMeasurement) => seconds / bases;

try {
  const hawk = await load(join(root, 'native-models/hawk-tutorial'));
  const caduceus = await loadRandom('caduceus-256x16-ps', {
    model_type: 'caduceus',
    d_model: 256,
    n_layer: 16,
    rcps: true,
  });
  const hawk50M = await loadRandom('hawk-50M', {
    model_type: 'hawk',
    width: 512,
    lru_width: 512,
    num_heads: 8,
    mlp_expanded_width: 1536,
    depth: 15,
  });

  const inFiles = { memory: 1.4e9, scratch };
  const passes = [
    await fastest(3, hawk, 12_000),
    await fastest(3, hawk, 125_000),
    await fastest(quick ? 1 : 2, hawk, 1_000_000),
    await fastest(quick ? 1 : 2, hawk, 1_000_000, { scratch, spill: 'always' }),
    await fastest(2, hawk50M, 12_000),
    ...(quick ? [] : [await fastest(1, hawk50M, 125_000)]),
    await fastest(1, caduceus, 16_384),
    ...(quick
      ? []
      : [
          await fastest(1, caduceus, 131_072),
          await fastest(1, caduceus, 1_000_000),
          await fastest(1, caduceus, 1_000_000, inFiles),
        ]),
  ];
  const scans = [
    await compareScans(hawk, 125_000),
    await compareScans(caduceus, quick ? 2_048 : 16_384),
  ];
  const [, shorter, longer] = passes;
  const linear = { hawk: perBase(longer!) / perBase(shorter!) };
  const chunking = {
    hawk:
      (await fastest(3, hawk, 125_000)).seconds /
      (await fastest(3, hawk, 125_000, { chunk: 125_000 })).seconds,
    caduceus:
      (await fastest(2, caduceus, 4_096, { chunk: 1_024 })).seconds /
      (await fastest(2, caduceus, 4_096, { chunk: 4_096 })).seconds,
  };

  const rows = passes.map((run) => [
    run.model,
    run.bases.toLocaleString('en-US'),
    run.chunk.toLocaleString('en-US'),
    run.seconds.toFixed(2),
    Math.round(run.basesPerSecond).toLocaleString('en-US'),
    formatBytes(run.peakBytes),
    run.spilledBytes ? formatBytes(run.spilledBytes) : '',
    run.productSeconds.toFixed(2),
    run.timesProducts.toFixed(2),
    run.foretold === undefined ? '' : run.foretold.toFixed(0),
  ]);
  const header = [
    ...['model', 'bp', 'chunk', 's', 'bp/s', 'peak', 'in files', 'products s', 'pass/products'],
    's foretold after 1 min',
  ];
  const spentRows = passes.map((run) => [
    run.model,
    run.bases.toLocaleString('en-US'),
    ...secondsByStep(run).map((seconds) => seconds.toFixed(2)),
  ]);
  const spentHeader = [
    ...['seconds', 'bp', 'products', 'norms, sums', 'conv', 'scan', 'rest of layers'],
    ...['heads, likelihoods', 'start'],
  ];
  const scanRows = scans.map(({ name, bases, timesFaster, difference }) => [
    name,
    bases.toLocaleString('en-US'),
    timesFaster.toFixed(1),
    difference.toExponential(1),
  ]);
  const scanHeader = ['kernel beside operators', 'bp', 'times faster', 'largest difference / sd'];
  const lines = [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads`,
    ...formatTable([header, ...rows]),
    ...formatTable([spentHeader, ...spentRows]),
    ...formatTable([scanHeader, ...scanRows]),
    `1 M : 125 k, time a base = ${linear.hawk.toFixed(2)} (Hawk)`,
    `chunked : one chunk = ${chunking.hawk.toFixed(2)} (Hawk, 125 k), ${chunking.caduceus.toFixed(2)} (Caduceus, 4 k)`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  mkdirSync(join(root, 'bench-output'), { recursive: true });
  const path = join(root, 'bench-output', 'pass.json');
  const report = {
    threads,
    passes: passes.map(({ logits: _, ...run }) => run),
    scans,
    linear,
    chunking,
  };
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`wrote ${path}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
}
