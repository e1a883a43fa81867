import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VariantRow } from '../../src-main/contract/index.ts';
import type { VariantSummary } from '../../src-main/analysis/variants/index.ts';
import { tokenize } from '../../src-main/sequence/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { openScoring, scoreFile, unlikeBases, type OpenScoring } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const letters = unlikeBases(new Random(7), 640);
const other = (pos: number) => (letters.charAt(pos) === 'A' ? 'C' : 'A');
const bin = 16;
const starts = [33, 321];
let scoring: OpenScoring;
const model = join(folder, 'model');
const gff = join(folder, 'genes.gff3');

beforeAll(async () => {
  const fasta = join(folder, 'c.fa');
  writeFasta(fasta, { c: letters });
  writeRandomModel(model, { seed: 2, config: { model_type: 'hawk' }, tracks: { count: 2, bin } });
  const genes = starts.map(
    (start) => `c\tx\tgene\t${start + 65}\t${start + 200}\t.\t+\t.\tID=g${start};Name=G${start}`,
  );
  writeFileSync(gff, genes.join('\n'));
  scoring = await openScoring({ fasta, model, shared: folder });
  return () => scoring.close();
});

/** Records of a position, 0-based, with the genotype; SNVs unless told. */
function write(name: string, rows: readonly [pos: number, genotype: string, length?: number][]) {
  const path = join(folder, name);
  const records = rows.map(([pos, genotype, length = 1]) => ({
    ...{ contig: 'c', pos: pos + 1, genotypes: [genotype] },
    ref: letters.slice(pos, pos + length),
    alt: other(pos) + letters.slice(pos + 1, pos + length - 1),
  }));
  writeFileSync(path, vcfText({ c: letters }, records, ['ANNA']));
  return path;
}

async function score(
  path: string,
): Promise<{ rows: VariantRow[]; refusals: VariantSummary['refusals'] }> {
  const source = { kind: 'haplotypes', path, unphased: 'as-written' } as const;
  const options = { maxTargets: Infinity, minEffect: 0, targets: gff };
  const { records, summary } = await scoreFile(scoring, source, options);
  return { rows: records.flatMap(({ rows }) => rows), refusals: summary.refusals };
}

it('distances to targets count from normalised_pos, of insertions and deletions, too', async () => {
  const path = join(folder, 'indels.vcf');
  const at = (pos: number, length = 1) => letters.slice(pos, pos + length);
  const records = [
    { contig: 'c', pos: 201, ref: at(200), alt: other(200) },
    { contig: 'c', pos: 231, ref: at(230), alt: at(230) + other(231) + other(230) },
    { contig: 'c', pos: 261, ref: at(260, 3), alt: at(260) },
  ];
  writeFileSync(path, vcfText({ c: letters }, records));
  const options = { maxTargets: Infinity, minEffect: 0, targets: gff };
  const found = (await scoreFile(scoring, { kind: 'vcf', path }, options)).records;
  const rows = found.flatMap((record) => record.rows);
  expect(rows).toHaveLength(3);
  for (const { normalised, scores } of rows) {
    expect(scores!.distal.length).toBeGreaterThan(0);
    for (const { target, distance } of scores!.distal) {
      expect(distance).toBe(Math.round((target.start + target.end) / 2) - normalised!.pos);
    }
  }
});

describe('a haplotype', () => {
  it('has the effects that reading its own sequence gives', async () => {
    const path = write('phased.vcf', [
      [100, '1|0'],
      [150, '0|1'],
      [300, '1|1'],
      [420, '1|0'],
    ]);
    const { rows } = await score(path);
    expect(rows.map(({ id, applied }) => [id, applied])).toEqual([
      ['ANNA haplotype 1', 3],
      ['ANNA haplotype 2', 2],
    ]);
    const values = async (places: readonly number[]) => {
      const sequence = [...letters]
        .map((base, i) => (places.includes(i) ? other(i) : base))
        .join('');
      const { tracks } = await runPass({ model, tokens: tokenize(sequence), graphs: folder });
      return starts.map((start) => {
        const bins = tracks[0]!.slice(Math.floor(start / bin), Math.ceil((start + 129) / bin));
        return Math.max(...bins);
      });
    };
    const unchanged = await values([]);
    for (const [h, places] of [
      [100, 300, 420],
      [150, 300],
    ].entries()) {
      const expected = (await values(places)).map((value, t) => value - unchanged[t]!);
      const { distal, local } = rows[h]!.scores!;
      expect(local).toEqual([]);
      for (const [t, start] of starts.entries()) {
        const found = distal.find(({ target }) => target.gene === `G${start}`)!;
        expect(found.effect).toBeCloseTo(expected[t]!, 4);
        expect(Math.abs(found.effect)).toBeGreaterThan(0);
        const middle = start + 65;
        const distances = places.map((place) => Math.abs(middle - place));
        expect(Math.abs(found.distance)).toBe(Math.min(...distances));
      }
    }
  });

  it('leaves out what overlaps, with its reason, and says what has no phase', async () => {
    const path = write('overlap.vcf', [
      [100, '0|1', 4],
      [102, '0|1'],
      [200, '0/1'],
    ]);
    scoring.log.notes.length = 0;
    const { rows, refusals } = await score(path);
    expect(rows.map(({ id, applied }) => [id, applied])).toEqual([['ANNA haplotype 2', 2]]);
    expect(refusals.counts).toEqual({ overlap: 1 });
    expect(refusals.lines().join()).toContain('line 6');
    expect(scoring.log.notes.join('\n')).toMatch(
      /Heterozygous genotypes without phase: 1\. .*--unphased/,
    );
  });

  it('that is as the reference has no row', async () => {
    expect((await score(write('none.vcf', [[100, '0|0']]))).rows).toEqual([]);
  });
});
