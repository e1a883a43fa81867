import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { defined, formatBytes } from '../../src-main/contract/index.ts';
import { startMegabase, type RunningCommand } from '../support/cli.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { childrenOf, peakMemory } from './memory.ts';
import type { LoadOptions } from './run.ts';
import { writeSmallGenome } from './small-genome.ts';

/** Of the 6,000 substitutions that a contig has: what is scored at a time. */
const [contigLength, perContig] = [2_000, 5_000];

/** Distinct variants; a larger file has them again. */
const mostDistinct = 20_000;

/**
 * Scores a VCF file of `times` records: stopped in the middle and taken up again, then at once with
 * nothing kept. Both files must be the same, and memory must not grow with the records.
 */
export async function largeVcf({ times, seed, folder, print }: LoadOptions): Promise<void> {
  const [fasta, vcf, model] = ['g.fa', 'v.vcf', 'model'].map((name) => join(folder, name));
  const random = new Random(seed);
  const distinct = Math.min(times, mostDistinct);
  const count = Math.ceil(distinct / perContig);
  const contigs = writeSmallGenome(defined(fasta), { seed, count, length: contigLength });
  const variants = chooseVariants(contigs, distinct, random);
  writeVcf(defined(vcf), contigs, variants, times);
  writeRandomModel(defined(model), {
    seed,
    config: {
      ...{ model_type: 'hawk', width: 4, lru_width: 4, num_heads: 1, depth: 1 },
      mlp_expanded_width: 4,
    },
    tracks: { count: 1, bin: 16 },
  });
  const input = ['--fasta', defined(fasta), '--model', defined(model), '--provider', 'cpu'];
  const score = (out: string, ...more: readonly string[]) =>
    startMegabase(
      ['variants', ...input, '--vcf', defined(vcf), '--out', join(folder, out), ...more],
      { home: join(folder, 'home') },
    );
  const kept = () => editsIn(join(folder, 'home', 'cache'));

  const stopped = score('resumed.vcf');
  await reaches(stopped, () => kept() >= distinct / 2);
  process.kill(stopped.pid, 'SIGINT');
  const { code, stderr } = await stopped.result;
  const before = kept();
  print(`stopped with exit code ${code}: ${defined(stderr.trim().split('\n').at(-2))}`);
  print(`${before} variants were kept`);

  const resumed = score('resumed.vcf');
  await endsWell(resumed);
  print(`resumed: ${kept() - before} computed anew, of ${distinct - before} that were left`);

  const whole = score('whole.vcf', '--cache', join(folder, 'other'));
  print(`computed at once: peak memory ${await peaksOf(whole)}`);
  const [one, other] = ['resumed.vcf', 'whole.vcf'].map((name) => recordsOf(join(folder, name)));
  if (one !== other) throw new Error('The results differ.');
  print(`both results have the same ${defined(one).split('\n').length - 1} records`);

  for (const records of [0.1, 0.5, 1].map((share) => Math.round(share * times))) {
    const part = join(folder, `${records}.vcf`);
    writeVcf(part, contigs, variants, records);
    const answered = score('part.vcf', '--vcf', part, '--overwrite');
    print(`${records} records from the cache: peak memory ${await peaksOf(answered)}`);
  }
}

/** Distinct substitutions in the order of the genome: contig, position, REF and ALT. */
function chooseVariants(contigs: readonly string[], count: number, random: Random): string[][] {
  const chosen: string[][] = [];
  for (const [i, bases] of contigs.entries()) {
    let [wanted, possible] = [Math.min(count - chosen.length, perContig), 3 * bases.length];
    for (const [at, ref] of [...bases].entries()) {
      for (const alt of 'ACGT'.replace(ref, '')) {
        // Each with the probability that leaves as many as are wanted.
        if (random.below(possible--) >= wanted) continue;
        wanted--;
        chosen.push([`c${i + 1}`, String(at + 1), ref, alt]);
      }
    }
  }
  return chosen;
}

/** The variants, again and again until there are so many records. */
function writeVcf(
  path: string,
  contigs: readonly string[],
  variants: readonly (readonly string[])[],
  records: number,
): void {
  const head = contigs.map((bases, i) => `##contig=<ID=c${i + 1},length=${bases.length}>`);
  const columns = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'].join('\t');
  const lines = Array.from({ length: records }, (_, i) => {
    const [contig, pos, ref, alt] = defined(variants[i % variants.length]);
    return [contig, pos, `r${i + 1}`, ref, alt, '.', 'PASS', '.'].join('\t');
  });
  writeFileSync(path, `${['##fileformat=VCFv4.2', ...head, columns, ...lines].join('\n')}\n`);
}

/** Of the command and of its compute process, once it has ended well. */
async function peaksOf(command: RunningCommand): Promise<string> {
  let [main, compute] = [0, 0];
  await reaches(command, () => {
    main = Math.max(main, peakMemory(command.pid));
    compute = Math.max(compute, ...childrenOf(command.pid).map(peakMemory));
    return false;
  }).catch(() => undefined);
  await endsWell(command);
  return `${formatBytes(main)}${compute > 0 ? `, and ${formatBytes(compute)} of the compute process` : ''}`;
}

/** 0 where there is no cache yet. */
function editsIn(folder: string): number {
  const cache = PredictionCache.open(folder);
  try {
    return cache.info().edits;
  } finally {
    cache.close();
  }
}

/** Error: the command ended before. */
async function reaches(command: RunningCommand, there: () => boolean): Promise<void> {
  const state = { ended: false };
  void command.result.then(() => (state.ended = true));
  while (!there()) {
    if (state.ended) throw new Error((await command.result).stderr);
    await wait(100);
  }
}

async function endsWell(command: RunningCommand): Promise<void> {
  const { code, stderr } = await command.result;
  if (code !== 0) throw new Error(stderr);
}

/** All but the header, which names the command. */
function recordsOf(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/^#.*\n/gm, '');
}
