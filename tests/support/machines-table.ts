import { join } from 'node:path';
import { allRegions, type Contig } from '../../src-main/contract/index.ts';
import { loadModel, type LoadedModel } from '../../src-main/library/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import {
  foretell,
  jobMemory,
  parseMachine,
  planPredictions,
  planRecords,
  type Foretold,
  type Machine,
} from '../../src-main/analysis/plan/index.ts';
import { cutRow } from '../../src-main/analysis/shards/index.ts';
import { formatSeconds } from '../../src-main/cli/console/wording.ts';
import { referenceModels } from './paths.ts';
import { writeRandomModel } from './random-model.ts';

/** Chromosomes of GRCh38, bp. */
const lengths = [
  248_956_422, 242_193_529, 198_295_559, 190_214_555, 181_538_259, 170_805_979, 159_345_973,
  145_138_636, 138_394_717, 133_797_422, 135_086_622, 133_275_309, 114_364_328, 107_043_718,
  101_991_189, 90_338_345, 83_257_441, 80_373_285, 58_617_616, 64_444_167, 46_709_983, 50_818_468,
  156_040_895, 57_227_415, 16_569,
];
const contigs: Contig[] = lengths.map((length, i) => ({ name: `chr${i + 1}`, length }));

const machines = [
  { name: 'one workstation, 16 cores, 64 GB', cores: 16, memory: 64e9 },
  { name: '32 nodes of 64 cores, 256 GB', nodes: 32, cores: 64, memory: 256e9 },
  { name: '8 GPUs in one node, 1 TB (not measured)', cores: 64, gpus: 8, memory: 1e12 },
].map((one) => parseMachine(one, 'the table'));

/** Sequences: a sample's two haplotypes each. */
const haplotypes = 200;
const variants = 1_000_000;
const tileLength = 1_000_000;
/** Pieces that variants are cut into. */
const variantPieces = 1_024;

/** The README's table of what runs take on machines, by simulation. */
export async function machinesTable(folder: string): Promise<string> {
  const large = join(folder, 'large');
  writeRandomModel(large, {
    seed: 1,
    config: { model_type: 'caduceus', d_model: 256, n_layer: 16, rcps: true },
    tracks: { count: 4, bin: 128 },
  });
  const rows: string[][] = [];
  for (const [title, path] of [
    ['Hawk tutorial', referenceModels['hawk-tutorial']],
    ['Caduceus 256 x 16', large],
  ] as const) {
    const model = await loadModel({ model: readModelPackage(path), origin: 'table' } as never);
    rows.push(
      rowOf('a human genome', title, (machine) => predicted(model, machine, 1)),
      rowOf('a million variants', title, (machine) => scored(model, machine)),
      rowOf('a hundred samples, both haplotypes', title, (machine) =>
        predicted(model, machine, haplotypes),
      ),
    );
  }
  const header = ['run', 'model', 'core hours', ...machines.map(({ name }) => name)];
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function rowOf(run: string, model: string, on: (machine: Machine) => Foretold): string[] {
  const found = machines.map(on);
  const cells = found.map(({ makespanSeconds, limits }) => {
    return `${shown(makespanSeconds)}, ${limits[0]!.what}`;
  });
  return [run, model, hours(found[0]!.processorHours), ...cells];
}

function hours(value: number): string {
  return Math.round(Number(value.toPrecision(2))).toLocaleString('en-US');
}

/** Two digits: no more is known. */
function shown(seconds: number): string {
  const days = seconds / 86_400;
  return days >= 2 ? `${hours(days)} days` : formatSeconds(Number(seconds.toPrecision(2)));
}

function predicted(model: LoadedModel, machine: Machine, copies: number): Foretold {
  const genome = { contigs } as never;
  const settings = { provider: 'cpu', threads: 1, memory: jobMemory(machine) } as const;
  const run = planPredictions(allRegions(contigs), settings, { genome, model });
  const pieces = run.cut(run.most);
  return foretell(Array.from({ length: copies }, () => pieces).flat(), machine, 1e6);
}

function scored(model: LoadedModel, machine: Machine): Foretold {
  const tiles = contigs.flatMap(({ name, length }) =>
    Array.from({ length: Math.ceil(length / tileLength) }, (_, i) => {
      const start = i * tileLength;
      return { contig: name, start, end: Math.min(length, start + tileLength) };
    }),
  );
  const each = variants / tiles.length;
  const cut = (count: number) =>
    cutRow(
      tiles.map(() => 1),
      count,
    ).map(({ start, end }) => ({
      from: Math.round(start * each),
      to: Math.round(end * each),
      broken: 0,
      intervals: tiles.slice(start, end),
    }));
  const counted = { records: variants, digest: '', most: tiles.length, scattered: 0, cut };
  const settings = {
    provider: 'cpu',
    threads: 1,
    memory: jobMemory(machine),
    tolerance: 0.01,
  } as const;
  return foretell(planRecords(counted, settings, { model }).cut(variantPieces), machine, 1e6);
}
