import { join } from 'node:path';
import { gff3Line, type GffFeature } from '../../formats/gff/index.ts';
import { writeOwnFile } from '../../formats/output/index.ts';
import { readingFrames } from '../../sequence/index.ts';
import { draftContig, readYeastRegion, type YeastGene, type YeastRegion } from './yeast-genes.ts';

/** Files of the guide through a real genome, absolute. */
export interface YeastFiles {
  readonly genome: string;
  readonly tracks: readonly string[];
}

/** What `writeYeastFiles` writes: the genome first. */
export const yeastFileNames = [
  ...(['yeast.fa', 'genes.gff3', 'reading-frames.bed', 'gene-starts.bed'] as const),
] as const;

/** bp of a reading frame that is shown; in yeast most of these are genes. */
const shownFrame = 300;

/** bp on either side of a start codon's first base that a label covers. */
const roundStart = 48;

/**
 * Writes what the guide through a real genome shows into a folder, from the region that ships: a genome
 * of two contigs, the region and a draft of it; genes of both; reading frames of both; and where the
 * genes of the region start, as labels for a probe.
 *
 * Errors: those of the readers and of `write`.
 */
export async function writeYeastFiles(
  resources: string,
  folder: string,
  write: (path: string, text: string) => Promise<unknown> = writeOwnFile,
): Promise<YeastFiles> {
  const region = await readYeastRegion(resources);
  const { contig, sequence, annotation, features, genes, draft } = region;
  const texts: Readonly<Record<(typeof yeastFileNames)[number], string>> = {
    'yeast.fa': `>${contig}\n${wrapped(sequence)}>${draftContig}\n${wrapped(draft.sequence)}`,
    'genes.gff3': `${namedTranscripts(annotation, features).trimEnd()}\n${draftLines(region)}`,
    'reading-frames.bed': frameLines(contig, sequence) + frameLines(draftContig, draft.sequence),
    'gene-starts.bed': genes.flatMap((gene) => startLine(contig, gene, sequence.length)).join(''),
  };
  for (const [name, text] of Object.entries(texts)) await write(join(folder, name), text);
  const [genome = '', ...tracks] = Object.keys(texts).map((name) => join(folder, name));
  return { genome, tracks };
}

/** The lines of the annotation, with each transcript named as its gene: browsers show transcripts. */
function namedTranscripts(annotation: string, features: readonly GffFeature[]): string {
  const names = new Map(
    features.map(({ attributes }) => [attributes['ID']?.[0], attributes['Name']?.[0]]),
  );
  return annotation.replace(/^.*\tmRNA\t.*;Parent=([^;\s]+)$/gm, (line, gene: string) => {
    const name = names.get(gene);
    return name === undefined ? line : `${line};Name=${name}`;
  });
}

/** The genes of the region where they lie on the draft; their frames are broken, so no parts are told. */
function draftLines({ draft, draftGenes }: YeastRegion): string {
  const lines = draftGenes.map(({ name, start, end, strand }) =>
    gff3Line({
      ...{ contig: draftContig, source: 'SGD', type: 'gene', start, end, strand, score: '.' },
      attributes: { ID: `${name}.draft`, Name: name },
    }),
  );
  return `##sequence-region ${draftContig} 1 ${draft.sequence.length}\n${lines.join('')}`;
}

function frameLines(contig: string, sequence: string): string {
  return readingFrames(sequence, shownFrame)
    .map(({ start, end, strand }) => {
      return `${[contig, start, end, `${end - start} bp`, 0, strand].join('\t')}\n`;
    })
    .join('');
}

/** None for a gene whose start codon the region does not have. */
function startLine(
  contig: string,
  { name, start, end, strand }: YeastGene,
  length: number,
): string[] {
  const first = strand === '-' ? end - 1 : start;
  if (first <= 0 || first >= length - 1) return [];
  const place = [Math.max(0, first - roundStart), Math.min(length, first + roundStart)];
  return [`${[contig, ...place, name, 0, strand].join('\t')}\n`];
}

function wrapped(sequence: string): string {
  return sequence.replace(/.{1,60}/g, '$&\n');
}
