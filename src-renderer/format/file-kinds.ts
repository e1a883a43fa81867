import { isGenomeFile, isProjectFile } from '../../src-main/contract/index.ts';

/** What a file is by its name, as it can be asked for in the file dialog. */
export interface FileKindChoice {
  readonly id: string;
  readonly label: string;
  readonly fits: (name: string) => boolean;
}

const endsIn = (pattern: RegExp) => (name: string) => pattern.test(name);
const reads = endsIn(/\.(bam|cram)$/i);
const variants = endsIn(/\.vcf(\.b?gz)?$/i);
const annotation = endsIn(/\.(gff3?|gtf|bed)(\.b?gz)?$/i);
const isBed = endsIn(/\.bed(\.b?gz)?$/i);
const isTable = endsIn(/\.(tsv|txt)(\.b?gz)?$/i);
const isBigWig = endsIn(/\.(bw|bigwig)$/i);
const signal = (name: string) => isBigWig(name) || /\.(bedgraph|bdg|bg)(\.b?gz)?$/i.test(name);

const choices = {
  genome: {
    label: 'Genomes and projects',
    fits: (name) => isGenomeFile(name) || isProjectFile(name),
  },
  track: {
    label: 'Files over the genome',
    fits: (name) => [reads, variants, annotation, signal].some((fits) => fits(name)),
  },
  reads: { label: 'Reads (BAM, CRAM)', fits: reads },
  variants: { label: 'Variants (VCF)', fits: variants },
  annotation: { label: 'Annotation (GFF, GTF, BED)', fits: annotation },
  signal: { label: 'Signals (bigWig, bedGraph)', fits: signal },
  index: { label: 'Indexes (BAI, CSI, CRAI, TBI)', fits: endsIn(/\.(bai|csi|crai|tbi)$/i) },
  labels: {
    label: 'Labels (BED, bigWig, BAM, CRAM)',
    fits: (name) => isBed(name) || isBigWig(name) || reads(name),
  },
  labelled: {
    label: 'Labelled data (BED, TSV, VCF)',
    fits: (name) => isBed(name) || variants(name) || isTable(name),
  },
  any: { label: 'All files', fits: () => true },
} as const satisfies Record<string, Omit<FileKindChoice, 'id'>>;

export type FileKindName = keyof typeof choices;

/** What can be chosen where files of a kind are asked for, the usual one first. */
export function fileKinds(asked: FileKindName): FileKindChoice[] {
  const narrower: readonly FileKindName[] =
    asked === 'track' ? ['reads', 'variants', 'annotation', 'signal'] : [];
  const ids: readonly FileKindName[] = asked === 'any' ? ['any'] : [asked, ...narrower, 'any'];
  return ids.map((id) => ({ id, ...choices[id] }));
}
