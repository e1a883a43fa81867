/**
 * `npm run bench:kernel [-- --threads N]`: one layer by the native kernel, by ONNX Runtime's operators,
 * and its matrix products alone, in microseconds per token, strand and direction. Ratios count;
 * single times depend on the machine and its day. The fastest of several runs counts, for all that
 * disturbs one makes it slower.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanChoice } from '../../src-main/contract/index.ts';
import { formatTable } from '../../src-main/cli/console/table.ts';
import { chooseScan } from '../../src-main/engine/recurrent/scans/choose-scan.ts';
import { zeroStates } from '../../src-main/engine/recurrent/scan-runner.ts';
import {
  GraphCache,
  openNetwork,
  readModelPackage,
  type Network,
} from '../../src-main/model/index.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { secondsOfProducts } from './products.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const asked = process.argv.indexOf('--threads');
const threads = asked > 0 ? Number(process.argv[asked + 1]) : availableParallelism();
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));

interface Case {
  readonly name: string;
  readonly config: RandomModel['config'];
  readonly chunk: number;
}

const cases: Case[] = [
  {
    name: 'Caduceus 256, d_inner 512, d_state 16, PS',
    config: { model_type: 'caduceus', d_model: 256, n_layer: 1, rcps: true },
    chunk: 1024,
  },
  {
    name: 'Hawk 512, 8 heads, MLP 1536',
    config: {
      model_type: 'hawk',
      width: 512,
      lru_width: 512,
      num_heads: 8,
      mlp_expanded_width: 1536,
      depth: 1,
    },
    chunk: 2048,
  },
];

/** Microseconds per token, strand and direction of a layer's scans over one chunk. */
async function timeScans(
  network: Network,
  choice: ScanChoice,
  chunk: number,
  repeats: number,
): Promise<number> {
  const { d, forwardPartialWidth } = network;
  const random = new Random(1);
  const graphs = new GraphCache(join(work, 'graphs'), String(d));
  const session = { provider: 'cpu' as const, threads };
  const scan = await chooseScan(network, choice, { graphs, session });
  const residual = random.floats(chunk * d, 1);
  const partial = new Float32Array(chunk * forwardPartialWidth);
  const mixed = new Float32Array(chunk * d);
  let total = 0;
  const scans = network.layers[0]!.streamed;
  for (const one of scans) {
    const runner = await scan.open(0, one);
    const states = zeroStates(one.states);
    let best = Infinity;
    for (let i = 0; i <= repeats; i++) {
      const began = performance.now();
      await runner.run({
        batch: 1,
        tokens: chunk,
        residual,
        forwardPartial: one.readsForwardPartial ? partial : undefined,
        states,
        first: true,
        into: one.writes === 'partial' ? partial : mixed,
      });
      if (i > 0) best = Math.min(best, performance.now() - began);
    }
    await runner.release();
    total += best;
  }
  return (1e3 * total) / (chunk * scans.length);
}

async function products(network: Network, chunk: number, repeats: number): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < repeats; i++) {
    const seconds = await secondsOfProducts(network, 2 * chunk, threads);
    best = Math.min(best, seconds);
  }
  return (1e6 * best) / (2 * chunk * network.strands * network.layers[0]!.streamed.length);
}

try {
  const rows: string[][] = [];
  for (const { name, config, chunk } of cases) {
    const folder = join(work, config.model_type);
    writeRandomModel(folder, { seed: 1, config });
    const { network, close } = openNetwork(readModelPackage(folder));
    const kernel = await timeScans(network, 'kernel', chunk, 12);
    const operators = await timeScans(network, 'operators', chunk, 3);
    const alone = await products(network, chunk, 8);
    close();
    rows.push([
      name,
      ...[kernel, operators, alone].map((us) => us.toFixed(2)),
      (operators / kernel).toFixed(1),
      (kernel / alone).toFixed(2),
    ]);
  }
  const header = ['layer', 'kernel us', 'operators us', 'products us', 'op/kernel', 'kernel/prod'];
  const title = `${cpus()[0]?.model ?? 'unknown processor'}, ${threads} threads`;
  process.stdout.write(`${[title, ...formatTable([header, ...rows])].join('\n')}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
