/**
 * Processor time of a sorted and of a shuffled VCF file of 100,000 records, all scores in the cache, so
 * that reading, ordering and writing remain; then of as many records that are computed, on 40 contigs.
 *
 *     node tests/bench/unsorted.bench.ts [records]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { writeSmallGenome } from '../load/small-genome.ts';

const count = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const model = join(folder, 'model');

type Variant = readonly [contig: string, pos: number, ref: string, alt: string];

/** Of a genome's bases the first substitutions there are, evenly. */
function substitutions(contigs: readonly string[], wanted: number): Variant[] {
  const perContig = Math.ceil(wanted / contigs.length);
  return contigs.flatMap((bases, c) =>
    Array.from({ length: perContig }, (_, i): Variant => {
      const pos = Math.floor((i * bases.length) / perContig);
      const ref = bases.charAt(pos);
      return [`c${c + 1}`, pos + 1, ref, ref === 'A' ? 'C' : 'A'];
    }),
  );
}

function shuffle<T>(items: readonly T[]): T[] {
  const random = new Random(1);
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all;
}

function writeVcf(path: string, contigs: readonly string[], variants: readonly Variant[]): void {
  const head = contigs.map((bases, i) => `##contig=<ID=c${i + 1},length=${bases.length}>`);
  const columns = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'].join('\t');
  const lines = variants.map(([contig, pos, ref, alt]) =>
    [contig, pos, '.', ref, alt, '.', 'PASS', '.'].join('\t'),
  );
  writeFileSync(path, `${['##fileformat=VCFv4.2', ...head, columns, ...lines].join('\n')}\n`);
}

/** Processor seconds of the command and its children, user and system together. */
function secondsOf(words: readonly string[]): number {
  const command = ['node', join(root, 'src-main/cli/megabase.mjs'), ...words];
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', '"$@" >/dev/null; code=$?; times; exit $code', 'bash', ...command],
    { encoding: 'utf8', env: { ...process.env, MEGABASE_HOME: join(folder, 'home') } },
  );
  if (status !== 0) throw new Error(stderr);
  const parts = [
    ...stdout
      .trim()
      .split('\n')
      .at(-1)!
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

function measure(
  name: string,
  contigs: readonly string[],
  variants: readonly Variant[],
  cache: string[],
) {
  const [fasta, vcf] = [join(folder, `${name}.fa`), join(folder, `${name}.vcf`)];
  const score = (order: readonly Variant[], out: string) => {
    writeVcf(vcf, contigs, order);
    const files = ['--fasta', fasta, '--vcf', vcf, '--out', join(folder, out), '--overwrite'];
    return secondsOf(['variants', ...files, '--model', model, '--provider', 'cpu', ...cache]);
  };
  // Fills the cache where there is one.
  if (cache.length === 0) score(variants, 'first.tsv');
  const sorted = score(variants, 'sorted.tsv');
  const shuffled = score(shuffle(variants), 'shuffled.tsv');
  const rows = (file: string) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((row) => !row.startsWith('#'))
      .sort();
  const alike = rows('sorted.tsv').join() === rows('shuffled.tsv').join();
  process.stdout.write(
    `${JSON.stringify({ name, records: variants.length, sorted, shuffled, alike })}\n`,
  );
}

try {
  writeRandomModel(model, {
    seed: 1,
    config: {
      ...{ model_type: 'hawk', width: 4, lru_width: 4, num_heads: 1, depth: 1 },
      mlp_expanded_width: 4,
    },
    tracks: { count: 1, bin: 16 },
  });
  const genome = (name: string, contigs: number, length: number) =>
    writeSmallGenome(join(folder, `${name}.fa`), { seed: 1, count: contigs, length });
  const one = genome('one', 1, 3_000_000);
  const distinct = substitutions(one, count / 20);
  const often = distinct.flatMap((variant) => Array.from({ length: 20 }, () => variant));
  measure('one', one, often, []);
  const forty = genome('forty', 40, 200_000);
  measure('forty', forty, substitutions(forty, count / 5), ['--no-cache']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
