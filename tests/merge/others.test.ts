import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { addHead } from '../support/head-places.ts';
import { vcfText } from '../support/hts.ts';
import { referenceModels } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { windowHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { wholeAndMerged, withoutProvenance } from '../support/shards.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const homes = [join(folder, 'whole'), join(folder, 'parts')] as const;
const [model, fasta, vcf, regions, elements, genes] = [
  ...['model', 'genome.fa', 'calls.vcf', 'regions.bed', 'elements.bed', 'genes.gff3'],
].map((name) => join(folder, name)) as [string, string, string, string, string, string];
const random = new Random(13);
const lengths = { b10: 900, b9: 2400, a: 333, chrM: 700, z: 120 };
const contigs = Object.fromEntries(
  Object.entries(lengths).map(([name, length]) => [
    name,
    Array.from({ length }, () => 'ACGT'[random.below(4)]).join(''),
  ]),
);

/** From `least` to twice as many stretches of each contig, as BED with names and strands. */
function randomBed(least: number, names: readonly string[]): string {
  const lines = names.flatMap((contig) =>
    Array.from({ length: least + random.below(least + 1) }, (_, i) => {
      const start = random.below(contigs[contig]!.length - 30);
      const strand = '+-.'[random.below(3)];
      return [contig, start, start + 1 + random.below(29), `${contig}-${i}`, 0, strand].join('\t');
    }),
  );
  return `${lines.join('\n')}\n`;
}

beforeAll(async () => {
  writeFasta(fasta, contigs);
  writeFileSync(regions, randomBed(2, Object.keys(contigs)));
  writeFileSync(elements, randomBed(6, ['b9']));
  const gene = (start: number) =>
    ['b9', '.', 'gene', start, start + 90, '.', '+', '.', `ID=g${start}`].join('\t');
  writeFileSync(genes, ['##gff-version 3', gene(300), gene(800), gene(1700), ''].join('\n'));
  const rows = Object.entries(contigs).flatMap(([contig, letters]) =>
    Array.from({ length: 6 }, (_, i) => {
      const place = i * 15 + random.below(12);
      const ref = letters.slice(place, place + 1 + random.below(3));
      const alt = `${ref[0]}${'GATTACA'.slice(0, random.below(5))}`;
      // Of one contig no genotype has two copies.
      const genotypes = [contig === 'chrM' ? '1' : `${random.below(2)}|1`];
      return { contig, pos: place + 1, ref, alt: alt === ref ? `${ref}T` : alt, genotypes };
    }),
  );
  writeFileSync(vcf, vcfText(contigs, rows, ['S']));
  const tracks = { count: 2, bin: 16 };
  writeRandomModel(model, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
  const outputs = [windowHead(['up', 'down'], { context: 128, strand: 'aware' })];
  const head = await addHead(folder, referenceModels['hawk-tutorial'], { id: 'regional', outputs });
  for (const home of homes) expectSuccess(await megabase(['heads', 'import', head], { home }));
});

/** Without its last row the second part is refused. */
async function expectCutShort(parts: readonly string[]): Promise<void> {
  const part = parts[1]!;
  const text = readFileSync(part, 'utf8');
  const cut = [text.replace(/[^\n]*\n$/, ''), text.replace(/[^\n]*\n(# end.*\n)$/, '$1')];
  for (const [i, short] of cut.entries()) {
    writeFileSync(part, short);
    const out = join(temporaryFolder(), basename(part));
    const result = await megabase(['merge', '--out', out, ...parts], { home: homes[1] });
    const message = i === 0 ? /the line that ends it is not there/ : /it has \d+ of \d+ rows/;
    expectFailure(result, { exit: 2, code: 'file-damaged', message });
    expect(existsSync(out)).toBe(false);
  }
}

describe('the pieces are the whole run', () => {
  it.each([
    ['tsv', 3],
    ['bed.gz', 4],
    ['json', 2],
  ])('of scored regions, as %s, in %i shards', async (ending, count) => {
    const args = ['score', '--fasta', fasta, '--regions', regions, '--provider', 'cpu'];
    const run = { homes, name: `a.${ending}`, count, random };
    const { whole, merged, parts } = await wholeAndMerged(
      [...args, '--model', 'hawk-tutorial+regional'],
      run,
    );
    expect(dataLines(whole).length).toBeGreaterThan(5);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
    if (ending === 'tsv') await expectCutShort(parts);
  });

  it.each([
    ['tsv', 3, '--elements'],
    ['bedpe', 4, '--elements'],
    ['json', 2, '--elements'],
    ['tsv', 5, '--tile'],
    ['json', 3, '--background'],
    ['tsv', 2, '--background'],
  ])('of effects, as %s, in %i shards of %s', async (ending, count, source) => {
    const beside = source === '--background' ? ['--background', '3', '--knockout', 'shuffle'] : [];
    const what = [
      ...(source === '--tile' ? ['--tile', '100'] : ['--elements', elements]),
      ...beside,
    ];
    const args = [
      ...['effects', '--fasta', fasta, '--region', 'b9', '--model', model, '--provider', 'cpu'],
      // So small a tolerance lets changes reach the genes.
      ...['--target-track', 'track-1', '--targets', genes, '--tolerance', '1e-7', ...what],
    ];
    const threshold = ending === 'bedpe' ? ['--threshold', '1e-9', '--tolerance', '1e-9'] : [];
    const run = { homes, name: `a.${ending}`, count, random };
    const { whole, merged, parts } = await wholeAndMerged([...args, ...threshold], run);
    expect(readFileSync(whole, 'utf8').length).toBeGreaterThan(1200);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
    if (ending !== 'json') return expectCutShort(parts);
    const packed = ['merge', '--out', join(temporaryFolder(), 'a.json.gz'), ...parts];
    const message = /effects as json take no \.gz/;
    const refused = { exit: 2, code: 'output-format', message } as const;
    expectFailure(await megabase(packed, { home: homes[1] }), refused);
  });

  it.each([1, 2, 5])('of consensus sequences, chains and tables, in %i shards', async (count) => {
    const args = ['consensus', '--fasta', fasta, '--vcf', vcf];
    const { whole, merged } = await wholeAndMerged(args, { homes, name: 'a.fa', count, random });
    for (const ending of ['.fa', '.chain', '.map.tsv']) {
      const text = (path: string) => readFileSync(path.replace('.fa', ending), 'utf8');
      expect(text(merged)).toBe(text(whole));
    }
    expect(readFileSync(whole, 'utf8').match(/^>/gm)).toHaveLength(10);
  });
});
