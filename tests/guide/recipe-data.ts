import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StagedText } from '../../src-main/formats/output/index.ts';
import { GraphBuilder } from '../../src-main/model/graph/graph-builder.ts';
import { baseTokens } from '../../src-main/sequence/index.ts';
import { vcfText, type VcfRow } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';
import { codeOf, readPage } from './guide-text.ts';

/** What a recipe needs besides the tutorial's files, written into its folder. */
export const preparations: Readonly<Record<string, (folder: string) => void | Promise<void>>> = {
  async 'plant-variants'(folder) {
    const bases = randomBases(60_000, 1);
    await writeText(join(folder, 'athaliana.fa.gz'), `>1\n${bases}\n`);
    const rows = [20_500, 30_000, 39_000].map((pos) => substitution('1', pos, bases));
    await writeText(join(folder, 'calls.vcf.gz'), vcfText({ 1: bases }, rows));
  },

  async 'splice-variant'(folder) {
    const bases = randomBases(80_000, 2);
    await writeText(join(folder, 'hg38.fa.gz'), `>chr2\n${bases}\n`);
    const rows = [35_000, 40_000].map((pos) => substitution('chr2', pos, bases));
    writeFileSync(join(folder, 'variants.vcf'), vcfText({ chr2: bases }, rows));
    const gene = 'chr2\ttest\tgene\t35200\t45000\t.\t+\t.\tID=GENE1;Name=GENE1\n';
    writeFileSync(join(folder, 'genes.gff3'), `##gff-version 3\n${gene}`);
    writeSpliceModel(join(folder, 'my-splice'));
  },

  /** The batch file that the page shows. */
  figures(folder) {
    const [, text = ''] = /^```text\n(genome [\s\S]*?)^```$/m.exec(readPage('figures')) ?? [];
    writeFileSync(join(folder, 'shots.bat'), text);
  },

  /** A few variants of the smaller contig: the recipe is about all of them. */
  async 'whole-genome'(folder) {
    const bases = lettersOf(tutorialContig('chrT2'));
    const rows = [5464, 10_443, 16_426].map((pos) => substitution('chrT2', pos, bases));
    await writeText(join(folder, 'sample.vcf.gz'), vcfText({ chrT2: bases }, rows));
    rmSync(join(folder, 'sample.vcf.gz.tbi'));
  },
};

function randomBases(length: number, seed: number): string {
  const random = new Random(seed);
  return Array.from({ length }, () => 'ACGT'[random.below(4)]).join('');
}

function lettersOf(tokens: Uint8Array): string {
  return [...tokens].map((token) => 'ACGT'[baseTokens.indexOf(token as 7)] ?? 'N').join('');
}

/** `pos`: 1-based. */
function substitution(contig: string, pos: number, bases: string): VcfRow {
  const ref = bases[pos - 1]!;
  return { contig, pos, ref, alt: ref === 'A' ? 'C' : 'A' };
}

/** Compressed by bgzip where the name asks for it. */
async function writeText(path: string, text: string): Promise<void> {
  const file = await StagedText.open(path, { replaces: 'anything' });
  await file.append(text);
  await file.commit();
}

interface PageManifest {
  readonly input: { readonly name: string };
  readonly tiling: { readonly length: number };
  readonly outputs: readonly [{ readonly name: string; readonly crop: number }];
}

/**
 * The model folder of the page's own manifest, with a graph of the shapes that it states: what each base
 * gives is read off a table of four rows.
 */
function writeSpliceModel(folder: string): void {
  const [text = ''] = codeOf(readPage('splice-variant'), 'json');
  const { input, tiling, outputs } = JSON.parse(text) as PageManifest;
  const [{ name, crop }] = outputs;
  const { length } = tiling;
  const g = new GraphBuilder('splice');
  const dna = g.input(input.name, [1, length, 4]);
  const ends = [g.integers([crop]), g.integers([length - crop]), g.integers([1])];
  const middle = g.node('Slice', [dna, ...ends]);
  const table = Float32Array.from([3, 0, 0, 2, 1, 0, 2, 0, 1, 3, 0, 0]);
  const logits = g.node('MatMul', [middle, g.weight(table, [4, 3])]);
  const shares = g.node('Softmax', [logits], { attributes: { axis: -1 } });
  g.output(name, shares, [1, length - 2 * crop, 3]);
  mkdirSync(folder);
  writeFileSync(join(folder, 'model.onnx'), g.encode());
  writeFileSync(join(folder, 'manifest.json'), text);
}
