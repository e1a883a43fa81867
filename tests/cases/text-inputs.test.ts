import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGenes } from '../../src-main/analysis/effects/index.ts';
import { readDataset } from '../../src-main/analysis/evaluate/read-dataset.ts';
import { openLabels } from '../../src-main/analysis/probe/open-labels.ts';
import { findLoci } from '../../src-main/analysis/score/find-loci.ts';
import { readBedRegions } from '../../src-main/formats/bed/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { placeFeatures } from '../../src-main/sequence/index.ts';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { readEffects, tutorialAnnotation } from '../support/tutorial-truth.ts';

const odd = join(root, 'tests/cases/formats');
const mismatch = join(odd, 'gff-contig-mismatch');
const home = sharedFolder();

/** Elements and genes of the first 8 kbp of chrT2. */
function effects(out: string, elements: string, targets: string) {
  const place = ['--fasta', tutorialGenome, '--region', 'chrT2:5,001-8,000', '--flank', '0'];
  const how = ['--model', 'hawk-tutorial', '--provider', 'cpu', '--out', out];
  const what = ['--elements', elements, '--targets', targets];
  return megabase(['effects', ...place, ...how, ...what], { home });
}

function write(name: string, lines: readonly string[]): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const contigs = [
  { name: 'chrT1', length: 1_000_000 },
  { name: 'chrT2', length: 200_000 },
];

describe('an annotation of other contigs or types', () => {
  it('is an error that names the contigs of both sides', async () => {
    const targets = join(mismatch, 'g_ncbi.gff3');
    const out = join(temporaryFolder(), 'o.tsv');
    const result = await effects(out, join(mismatch, 'e_ok.bed'), targets);
    expectFailure(result, {
      exit: 2,
      code: 'contig-unknown',
      message: /g_ncbi\.gff3 names NC_000002\.1; the genome has chrT1, chrT2\./,
    });
    const variants = ['--fasta', tutorialGenome, '--vcf', join(mismatch, 'w_num.vcf')];
    const how = ['--model', 'hawk-tutorial', '--targets', targets, '--out', out];
    expectFailure(await megabase(['variants', ...variants, ...how], { home }), {
      exit: 2,
      code: 'contig-unknown',
      message: /g_ncbi\.gff3 names NC_000002\.1; the genome has chrT1, chrT2\./,
    });
  });

  it('with lines for mRNA alone has the targets that it has with lines for genes', async () => {
    const [plain, mrna] = ['plain.tsv', 'mrna.tsv'].map((name) => join(temporaryFolder(), name));
    const elements = join(mismatch, 'e_ok.bed');
    expectSuccess(await effects(plain!, elements, tutorialAnnotation));
    expectSuccess(await effects(mrna!, elements, join(mismatch, 'g_mrna.gff3')));
    expect(readEffects(mrna!).map(({ pair }) => pair)).toEqual(['e1>T2G001']);
    expect(readEffects(mrna!)).toEqual(readEffects(plain!));
  });

  it('makes one gene of the transcripts of a parent without a line, and none beside its line', async () => {
    const lines = [
      'c\tx\tmRNA\t301\t500\t.\t-\t.\tID=t1;Parent=g1;Name=t1-name',
      'c\tx\ttranscript\t201\t400\t.\t-\t.\tID=t2;Parent=g1',
      'c\tx\tgene\t11\t90\t.\t+\t.\tID=g2',
      'c\tx\tmRNA\t11\t95\t.\t+\t.\tID=t3;Parent=g2',
      'c\tx\tmRNA\t601\t700\t.\t+\t.\tID=t4;Parent=g3',
      'c\tx\tgene\t601\t710\t.\t+\t.\tID=g3;Name=late',
      'c\tx\tgene\t801\t810\t.\t+\t.\tID=g2',
    ];
    const genes = await readGenes(write('x.gff3', lines));
    expect(genes.map(({ start, end, attributes: { ID, Name } }) => [start, end, ID, Name])).toEqual(
      [
        [200, 500, ['g1'], undefined],
        [10, 90, ['g2'], undefined],
        [600, 710, ['g3'], ['late']],
        [800, 810, ['g2'], undefined],
      ],
    );
    expect(genes.every(({ type }) => type === 'gene')).toBe(true);
  });

  it('without any gene is an error with the types that it has', async () => {
    const line = (type: string) => `c\tx\t${type}\t1\t9\t.\t+\t.\tID=a`;
    const path = write('x.gff3', ['promoter', 'enhancer', 'promoter'].map(line));
    await expect(readGenes(path)).rejects.toMatchObject({
      code: 'gff-format',
      file: path,
      found: 'promoter (2), enhancer (1)',
      expected: 'lines of type gene, mRNA or transcript',
    });
    const gtf = write('x.gtf', ['c\tx\texon\t1\t9\t.\t+\t.\ttranscript_id "t";']);
    await expect(readGenes(gtf)).rejects.toThrow('found exon (1), expected lines with a gene_id.');
  });

  it('in part says how many genes were left out', () => {
    const notes: string[] = [];
    const gene = (contig: string) => ({ contig, start: 5, end: 9 });
    const features = ['T2', 'NC_1', 'NC_2', 'NC_1'].map(gene);
    const file = { path: 'a.gff3', features, unit: 'gene' } as const;
    expect(placeFeatures(file, contigs, (note) => notes.push(note))).toEqual([gene('chrT2')]);
    expect(notes).toEqual([
      '"T2" was read as the contig "chrT2".',
      'a.gff3: 3 genes skipped, on a contig not in the genome: the first NC_1, NC_2; the genome ' +
        'has chrT1, chrT2.',
    ]);
  });
});

describe('lines of a BED file that say nothing of this genome', () => {
  const skipped = [
    expect.stringMatching(
      /l_mix\.bed: 1 line skipped, on a contig not in the genome: line 3, NC_9; the genome has chrT1, chrT2\.$/,
    ),
    expect.stringMatching(
      /l_mix\.bed: 1 line skipped, beyond the end of a contig: line 4, chrT2:199,991-200,500\.$/,
    ),
  ];
  const mixed = join(odd, 'labels-one-unknown-contig/l_mix.bed');

  it('are skipped and told of alike as labels, as elements and as what is scored', async () => {
    const genome = await openGenome(tutorialGenome, { indexFolder: join(home, 'indexes') });
    const notes: string[] = [];
    const onNote = (note: string) => void notes.push(note);
    const labels = await openLabels(mixed, genome, { byName: false, emptyIsZero: false, onNote });
    const [column] = await labels.read({ contig: 'chrT2', start: 0, end: 200_000 }, 200);
    expect(column!.reduce((sum, value) => sum + value, 0)).toBe(6);
    expect(notes).toEqual(skipped);
    await labels.close();

    notes.length = 0;
    const loci = await findLoci(
      { kind: 'regions', texts: [mixed] },
      {
        genome,
        emit(event) {
          if (event.kind === 'note' && event.note.kind === 'text') onNote(event.note.text);
        },
      },
    );
    expect(loci.map(({ name }) => name)).toEqual(['chrT2:5,001-5,600', 'chrT2:16,001-16,600']);
    expect(notes).toEqual(skipped);
    await genome.close();

    const out = join(temporaryFolder(), 'o.tsv');
    const { stderr } = expectSuccess(await effects(out, mixed, tutorialAnnotation));
    expect(stderr).toContain('line 3, NC_9; the genome has chrT1, chrT2.');
    expect(stderr).toContain('line 4, chrT2:199,991-200,500.');
    expect(readEffects(out)).toHaveLength(1);
  });

  it.each(['e_zero.bed', 'e_snp.bed'])(
    '%s: a feature of no length stops no other',
    async (name) => {
      const path = join(odd, 'bed-zero-length', name);
      const { regions, skipped } = await readBedRegions(path);
      expect(regions[0]).toMatchObject({ contig: 'chrT2', start: 5000, end: 5600, name: 'e1' });
      const [one] = skipped;
      expect(one).toMatchObject({ line: regions.length + 1, reason: 'without a base' });
      const out = join(temporaryFolder(), 'o.tsv');
      const { stderr } = expectSuccess(await effects(out, path, tutorialAnnotation));
      expect(stderr).toContain(
        `${path}: 1 line skipped, without a base: line ${one!.line}, ${one!.found}.`,
      );
      expect(readEffects(out).map(({ pair }) => pair)).toEqual(['e1>T2G001']);
    },
  );

  it('are a header too, which labelled data count among the rows left out', async () => {
    const lines = ['chrom start end label', 'chrT2 0 100 1', 'chrT2 200 200 0', 'chrT2 300 400 0'];
    const path = write('h.bed', lines);
    const { regions, skipped } = await readBedRegions(path);
    expect(regions).toHaveLength(2);
    expect(skipped).toEqual([
      { line: 1, reason: 'a header', found: 'chrom start end' },
      { line: 3, reason: 'without a base', found: 'start 200 and end 200' },
    ]);
    const dataset = await readDataset(path, 'LABEL');
    expect(dataset.rows.map(({ line, label }) => [line, label])).toEqual([
      [2, 1],
      [4, 0],
    ]);
    expect(dataset.bad.map(({ line }) => line)).toEqual([1, 3]);
  });
});
