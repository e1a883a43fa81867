import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  baseLabels,
  binLabels,
  calledCoding,
  callFigures,
  draftLabels,
  frameScores,
  trackFigures,
} from '../../native-models/hawk-yeast/figures.ts';
import type { GeneCall } from '../../src-main/analysis/genes/index.ts';
import { readYeastRegion } from '../../src-main/analysis/tutorial/index.ts';
import { readBedRegions } from '../../src-main/formats/bed/index.ts';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { tsvValues } from '../support/cli-files.ts';
import { tutorialGenome } from '../support/cli.ts';
import { root, yeastRegion } from '../support/paths.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const { fasta, contig } = yeastRegion;
const { sequence, genes, draft, draftGenes } = await readYeastRegion(join(root, 'resources'));
const labels = baseLabels(genes, sequence.length);
const draftFasta = join(home, 'draft.fa');
writeFileSync(draftFasta, `>${contig}\n${draft.sequence}\n`);

const at = (path: string, out: string, region: string = contig) => {
  const what = ['--fasta', path, '--region', region, '--model', 'hawk-yeast'];
  return [...what, '--provider', 'cpu', '--out', join(home, out)];
};

/** Predicts a sequence by the command. */
async function predicted(path: string, out: string) {
  expectSuccess(await megabase(['predict', ...at(path, out)], { home }));
  return (track: string) => tsvValues(join(home, out), track);
}

async function called(path: string, out: string, region?: string) {
  const args = ['genes', ...at(path, out, region), '--flank', '0', '--json'];
  const result = await megabase(args, { home });
  return JSON.parse(expectSuccess(result).stdout) as { genes: GeneCall[] };
}

// The card: 0.991 and 0.987, 0.974 and 0.973, 0.982 and 0.982 on two whole chromosomes.
const atLeast = {
  cds_plus: [0.985, 0.97],
  cds_minus: [0.98, 0.965],
  promoter_plus: [0.965, 0.68],
  promoter_minus: [0.965, 0.75],
  downstream_plus: [0.975, 0.75],
  downstream_minus: [0.975, 0.75],
} as const;

describe('Hawk yeast on 60 kbp of a chromosome that it never saw', () => {
  it('agrees with the annotation as its card says', async () => {
    const values = await predicted(fasta, 'region.tsv');
    for (const [id, [auroc, auprc]] of Object.entries(atLeast)) {
      const figures = trackFigures(values(id), binLabels(labels[id]!, 16));
      expect(figures.auroc, id).toBeGreaterThan(auroc);
      expect(figures.auprc, id).toBeGreaterThan(auprc);
    }
    const tracks = ['cds_plus', 'cds_minus'].map((id) => {
      const info = { id, label: '', unit: 'probability', color: '#000000', bin: 16 };
      return { info, start: 0, values: Float32Array.from(values(id)) };
    });
    const missed = genes.filter((gene) => !calledCoding(genes, tracks).includes(gene));
    expect(missed.map(({ name }) => name)).toEqual(['ARC19', 'SFT1']);
  });

  it('stays on a draft with one wrong indel in 100 bp, where reading frames break', async () => {
    const values = await predicted(draftFasta, 'draft.tsv');
    const moved = draftLabels(labels, draft);
    for (const [id, strand] of [['cds_plus', '+'] as const, ['cds_minus', '-'] as const]) {
      const truth = binLabels(moved[id]!, 16);
      expect(trackFigures(values(id), truth).auroc, id).toBeGreaterThan(0.985);
      expect(trackFigures(frameScores(draft.sequence, strand, 16), truth).auroc).toBeLessThan(0.7);
    }
  });

  it('finds its genes, with their reading frames, and finds them on the draft, too', async () => {
    const found = callFigures((await called(fasta, 'genes.gff3')).genes, genes);
    expect(found.found).toBeGreaterThanOrEqual(30);
    expect(found.oneToOne).toBeGreaterThanOrEqual(29);
    expect(found.sameFrame).toBeGreaterThanOrEqual(21);
    expect(found.calls - found.onGenes).toBeLessThanOrEqual(1);
    const onDraft = callFigures((await called(draftFasta, 'draft.gff3')).genes, draftGenes);
    expect(onDraft.found).toBeGreaterThanOrEqual(29);
    expect(onDraft.calls - onDraft.onGenes).toBeLessThanOrEqual(1);
    expect(onDraft.sameFrame).toBe(0);
  });

  it('writes the same genes as GFF3 and as BED, and says what they are not', async () => {
    const { genes: calls } = await called(fasta, 'written.gff3');
    await called(fasta, 'genes.bed.gz');
    const places = calls.map(({ start, end, strand }) => ({ start, end, strand }));
    const features = await readGff3(join(home, 'written.gff3'));
    const written = features.filter(({ type }) => type === 'gene');
    expect(written.map(({ start, end, strand }) => ({ start, end, strand }))).toEqual(places);
    expect(written.map(({ score }) => score!.toFixed(4))).toEqual(
      calls.map(({ mean }) => mean.toFixed(4)),
    );
    const frames = features.filter(({ type }) => type === 'ORF');
    expect(frames).toHaveLength(calls.filter(({ frame }) => frame).length);
    const { regions } = await readBedRegions(join(home, 'genes.bed.gz'));
    expect(regions.map(({ start, end, strand }) => ({ start, end, strand }))).toEqual(places);
    expect(readFileSync(join(home, 'written.gff3'), 'utf8')).toContain(
      'no spliced models, no phase',
    );
    const help = expectSuccess(await megabase(['genes', '--help'], { home })).stdout;
    expect(help).toMatch(/introns are not spliced out, there is no phase/);
  });

  it('calls what a region cuts as far as the region goes', async () => {
    const { genes: calls } = await called(fasta, 'part.bed', `${contig}:5,501-9,000`);
    expect(calls).toHaveLength(1);
    expect(calls[0]!.start).toBeGreaterThanOrEqual(5_500);
    expect(calls[0]!.end).toBeLessThanOrEqual(9_000);
  });
});

it('scores of variants come with what they lack', async () => {
  const vcf = join(home, 'one.vcf');
  const other = sequence[5_999] === 'A' ? 'C' : 'A';
  const record = [contig, 6000, '.', sequence[5_999], other, '.', '.', '.'].join('\t');
  writeFileSync(
    vcf,
    `##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n${record}\n`,
  );
  const args = ['variants', ...at(fasta, 'scored.vcf', `${contig}:5,001-7,000`), '--vcf', vcf];
  const { stderr } = expectSuccess(await megabase([...args, '--flank', '0'], { home }));
  expect(stderr).toMatch(
    /^note: Hawk yeast gives no likelihood: variants have no log-likelihood ratio, only changes of its tracks\. These do not tell harmful/m,
  );
});

it('a model without a track of coding sequence is refused before anything is read', async () => {
  const args = ['genes', '--fasta', tutorialGenome, '--region', 'chrT2', '--model'];
  const result = await megabase([...args, 'hawk-tutorial', '--out', join(home, 'a.bed')], { home });
  const message = /Hawk tutorial has no track with the role "cds" \(coding sequence\)/;
  expectFailure(result, { exit: 2, code: 'usage', message });
});
