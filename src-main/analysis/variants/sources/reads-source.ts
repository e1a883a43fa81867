import { basename } from 'node:path';
import { allRegions, type Region } from '../../../contract/index.ts';
import type { Alignment } from '../../../formats/alignment/index.ts';
import type { Candidate, CandidateOptions } from '../../../sequence/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { textNote } from '../../events/index.ts';
import { candidatesIn, candidateHeader, candidateLine } from '../../candidates/index.ts';
import type { RecordChoice } from '../../records/index.ts';
import type { SourceRecord, VariantSource } from './variant-source.ts';

/** The candidates for variants that reads have, in the regions or in all contigs; not calls. */
export function readsSource(
  alignment: Alignment,
  { region, among, options }: RecordChoice & { readonly options: CandidateOptions },
  { genome, emit, signal }: Pick<AnalysisContext, 'genome' | 'emit' | 'signal'>,
): VariantSource {
  const all = region ? [region] : allRegions(genome.contigs);
  const regions = among ? all.flatMap((one) => among.within(one)) : all;
  const shareOf = shareWithin(regions);
  return {
    name: `${basename(alignment.path)} (candidates, not calls)`,
    header: candidateHeader(genome, options, alignment.header.samples),
    async *records() {
      const onNote = (note: string) => emit(textNote(note));
      const tools = { alignment, genome, options, onNote, signal };
      for await (const candidate of candidatesIn(regions, tools)) {
        yield { ...toRecord(candidate), share: shareOf(candidate.contig, candidate.alleles.pos) };
      }
    },
  };
}

function toRecord(candidate: Candidate): SourceRecord {
  const { contig, kind, edit, alleles, id, genotype } = candidate;
  const { pos, ref, alt } = alleles;
  const variant = { contig, kind, edit, alleles, id };
  return {
    text: candidateLine(candidate),
    line: undefined,
    stated: { contig, pos, ref },
    genotype,
    alleles: [{ allele: 1, alt, variant }],
  };
}

/** The share of the bases of some regions, in order, that lies before a place in one of them. */
function shareWithin(regions: readonly Region[]): (contig: string, position: number) => number {
  let total = 0;
  const placed = regions.map((region) => {
    const before = total;
    total += region.end - region.start;
    return { ...region, before };
  });
  const byContig = Map.groupBy(placed, ({ contig }) => contig);
  return (contig, position) => {
    const part = byContig.get(contig)?.find(({ end }) => position < end);
    if (part === undefined) return 1;
    return (part.before + Math.max(0, position - part.start)) / total;
  };
}
