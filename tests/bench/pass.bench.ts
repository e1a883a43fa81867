/**
 * `npm run bench [-- --quick]`: how fast the pass is, beside its own matrix products on the same
 * threads, and what chunking costs. Ratios count; single times depend on the machine and its day.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes } from '../../src-main/contract/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import type { LoadedModel } from '../../src-main/service/index.ts';
import { formatTable } from '../../src-main/cli/table.ts';
import { root } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';
import { measurePass, type PassMeasurement } from './measure-pass.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const quick = process.argv.includes('--quick');
const threads = availableParallelism();
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const options = { graphs: join(work, 'graphs'), threads };
const genome = tutorialContig('chrT1');

async function load(folder: string): Promise<LoadedModel> {
  const model = readModelPackage(folder);
  return { model, identity: await identifyModel(model) };
}

/** Runs of one case; the fastest counts, for all that disturbs a run makes it slower. */
async function fastest(
  repeats: number,
  model: LoadedModel,
  bases: number,
  chunk?: number,
): Promise<PassMeasurement> {
  const tokens = genome.subarray(0, bases);
  let best: PassMeasurement | undefined;
  for (let i = 0; i < repeats; i++) {
    const run = await measurePass(model, tokens, chunk ? { ...options, chunk } : options);
    if (!best || run.seconds < best.seconds) best = run;
  }
  show(best!);
  return best!;
}

function show(run: PassMeasurement): void {
  process.stderr.write(
    `${run.model}, ${run.bases.toLocaleString('en-US')} bp in ${run.chunks} chunks: ${run.seconds.toFixed(2)} s\n`,
  );
}

try {
  const hawk = await load(join(root, 'native-models/hawk-tutorial'));
  const published = join(work, 'caduceus-256x16-ps');
  writeRandomModel(published, {
    seed: 1,
    config: { model_type: 'caduceus', d_model: 256, n_layer: 16, rcps: true },
  });
  const caduceus = await load(published);

  const passes = [
    await fastest(3, hawk, 12_000),
    await fastest(3, hawk, 125_000),
    await fastest(quick ? 1 : 2, hawk, 1_000_000),
    await fastest(1, caduceus, 2_048),
    await fastest(1, caduceus, 16_384),
    ...(quick ? [] : [await fastest(1, caduceus, 131_072)]),
  ];
  const linear = passes[2]!.seconds / passes[1]!.seconds;
  const chunking = {
    hawk:
      (await fastest(3, hawk, 125_000)).seconds /
      (await fastest(3, hawk, 125_000, 125_000)).seconds,
    caduceus:
      (await fastest(2, caduceus, 4_096, 1_024)).seconds /
      (await fastest(2, caduceus, 4_096, 4_096)).seconds,
  };

  const rows = passes.map((run) => [
    run.model,
    run.bases.toLocaleString('en-US'),
    run.chunk.toLocaleString('en-US'),
    run.seconds.toFixed(2),
    Math.round(run.basesPerSecond).toLocaleString('en-US'),
    formatBytes(run.peakBytes),
    run.productSeconds.toFixed(2),
    run.timesProducts.toFixed(1),
  ]);
  const header = ['model', 'bp', 'chunk', 's', 'bp/s', 'peak', 'products s', 'pass/products'];
  const lines = [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads`,
    ...formatTable([header, ...rows]),
    `1 M : 125 k = ${linear.toFixed(2)} (linear is 8)`,
    `chunked : one chunk = ${chunking.hawk.toFixed(2)} (Hawk, 125 k), ${chunking.caduceus.toFixed(2)} (Caduceus, 4 k)`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  mkdirSync(join(root, 'bench-output'), { recursive: true });
  const path = join(root, 'bench-output', 'pass.json');
  writeFileSync(path, `${JSON.stringify({ threads, passes, linear, chunking }, null, 2)}\n`);
  process.stdout.write(`wrote ${path}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
