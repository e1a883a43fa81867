import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isStandardInput } from '../../../formats/bytes/index.ts';
import type { Vcf } from '../../../formats/open-vcf/index.ts';
import type { VcfLine } from '../../../formats/vcf/index.ts';
import { refuse, VariantNormaliser } from '../../../sequence/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { textNote } from '../../events/index.ts';
import { chooseRecords, findSamples, type RecordChoice } from '../../records/index.ts';
import { sliceLines, type RecordPiece } from './cut-records.ts';
import { inGenomeOrder } from './genome-order.ts';
import type { SourceRecord, VariantSource } from './variant-source.ts';

/**
 * The variants of a VCF file: all, or those that are chosen. A file is read once more
 * beforehand, to tell how far along a record is; a pipe cannot be.
 */
export function vcfSource(
  vcf: Vcf,
  {
    region,
    among,
    sample,
    piece,
  }: RecordChoice & {
    /** Whose genotype is told: its number in the header. */
    readonly sample?: number | undefined;
    /** Records that are wanted, where it is not all of them. */
    readonly piece?: Pick<RecordPiece, 'from' | 'to'> | undefined;
  },
  { genome, emit, signal }: Pick<AnalysisContext, 'genome' | 'emit' | 'signal'>,
): VariantSource {
  const { contigs } = genome;
  const all = () => chooseRecords(vcf, { region, among }, { contigs, signal });
  const lines = () => (piece ? sliceLines(all(), piece) : all());
  return {
    name: basename(vcf.path),
    header: vcf.header.lines,
    async *records() {
      const total = await countLines(vcf, lines);
      const normaliser = new VariantNormaliser(genome, {
        region,
        onNote: (note) => emit(textNote(note)),
      });
      const onUnsorted = () =>
        emit(
          textNote(`${vcf.path} is not sorted: its records are sorted on disk while this runs.`),
        );
      let count = 0;
      for await (const { line, number } of inGenomeOrder(lines(), onUnsorted)) {
        count++;
        const share = total === undefined ? undefined : Math.min(1, count / total);
        yield { ...(await readLine(line, normaliser, sample)), number, share };
      }
    },
  };
}

/** The sample whose genotype is told: the one named, else the only one. Error: `usage`. */
export function sampleNumber({ header }: Vcf, name: string | undefined): number | undefined {
  if (name !== undefined) return findSamples(header, [name])[0];
  return header.samples.length === 1 ? 0 : undefined;
}

async function countLines(
  { path }: Vcf,
  lines: () => AsyncGenerator<VcfLine>,
): Promise<number | undefined> {
  if (isStandardInput(path) || !(await stat(path)).isFile()) return undefined;
  let count = 0;
  for await (const _ of lines()) count++;
  return count;
}

async function readLine(
  line: VcfLine,
  normaliser: VariantNormaliser,
  sample: number | undefined,
): Promise<SourceRecord> {
  const { text, line: number } = line;
  if (line.broken) {
    const refusal = refuse('malformed', line.problem);
    return { text, line: number, alleles: [{ allele: 0, alt: '.', refusal }] };
  }
  const { contig, pos, ref, id: recordId } = line;
  const alleles = await normaliser.normalise(line);
  const genotype = sample === undefined ? undefined : line.field(sample, 'GT');
  return { text, line: number, stated: { contig, pos, ref, recordId }, genotype, alleles };
}
