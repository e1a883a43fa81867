import { allRegions, defined, type Region } from '../../contract/index.ts';
import { openAlignment } from '../../formats/open-alignment/index.ts';
import type { Alignment } from '../../formats/alignment/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import {
  defaultCandidateOptions,
  type Candidate,
  type CandidateOptions,
} from '../../sequence/index.ts';
import {
  throwIfCancelled,
  StagedText,
  writeStaged,
  type Replaceable,
} from '../../formats/output/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import { candidatesIn } from './candidates.ts';

export interface CandidatesSpec {
  /** BAM or CRAM file, sorted and indexed. */
  readonly reads: string;
  /** Path of its index, where that does not lie beside it. */
  readonly index?: string | undefined;
  /** In the order in which they are written; all contigs where undefined. */
  readonly regions?: readonly Region[] | undefined;
  readonly options: CandidateOptions;
  /** A VCF file, bgzip where it ends with `.gz`. */
  readonly out: string;
  readonly replaces?: Replaceable | undefined;
}

const optionNames = Object.keys(defaultCandidateOptions) as (keyof CandidateOptions)[];

/**
 * Writes the candidates of an alignment as VCF, marked as such in every record. Its result is how
 * many there are. Errors: those of the alignment's reader and of `candidatesIn`, `output-unwritable`,
 * `disk-full`, `cancelled`.
 */
export function writeCandidates(
  { genome }: Pick<Environment, 'genome'>,
  spec: CandidatesSpec,
  stop: AbortSignal,
): AsyncIterable<AnalysisEvent<number>> {
  return runAnalysis(stop, async (running) => {
    const onNote = (note: string) => running.emit(textNote(note));
    const { reads, index } = spec;
    const { signal } = running;
    const alignment = await openAlignment(reads, { genome, index, onNote, signal });
    try {
      return await writeAll(alignment, spec, { genome, ...running });
    } finally {
      await alignment.close();
    }
  });
}

async function writeAll(
  alignment: Alignment,
  { regions, options, out, replaces }: CandidatesSpec,
  { genome, emit, signal }: Pick<AnalysisContext, 'genome' | 'emit' | 'signal'>,
): Promise<number> {
  const onNote = (note: string) => emit(textNote(note));
  const { samples } = alignment.header;
  if (samples.length > 1) {
    onNote(`The reads come from ${samples.length} samples; they are counted together.`);
  }
  const all = regions ?? allRegions(genome.contigs);
  const file = await StagedText.open(out, { replaces });
  return writeStaged(file, async () => {
    await file.append(`${candidateHeader(genome, options, samples).join('\n')}\n`);
    let count = 0;
    const tools = { genome, alignment, options, onNote, signal };
    for await (const candidate of candidatesIn(all, tools)) {
      await file.append(`${candidateLine(candidate)}\n`);
      count++;
      throwIfCancelled(signal, out);
    }
    return count;
  });
}

/** The header of a VCF file of candidates, `#CHROM` the last line. */
export function candidateHeader(
  { contigs }: Genome,
  options: CandidateOptions,
  samples: readonly string[],
): string[] {
  const sample = samples.length === 1 ? defined(samples[0]) : 'SAMPLE';
  const settings = optionNames.map((name) => `${name}=${options[name]}`);
  const columns = '#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT'.split(' ');
  return [
    '##fileformat=VCFv4.2',
    '##source=megabase candidates',
    `##megabaseCandidates=<${settings.join(',')}>`,
    // The length of a contig out of which a part was cut is not known.
    ...contigs.map(({ name, length, parts }) =>
      parts === undefined ? `##contig=<ID=${name},length=${length}>` : `##contig=<ID=${name}>`,
    ),
    '##INFO=<ID=CANDIDATE,Number=0,Type=Flag,Description="A candidate counted from reads, not a call">',
    '##INFO=<ID=SB,Number=1,Type=Float,Description="Strand bias: phred of Fisher\'s exact test">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype guessed from the fraction alone">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Fragments counted">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Fragments with each allele">',
    '##FORMAT=<ID=ADF,Number=R,Type=Integer,Description="Fragments with each allele, forward strand">',
    '##FORMAT=<ID=ADR,Number=R,Type=Integer,Description="Fragments with each allele, reverse strand">',
    '##FORMAT=<ID=AF,Number=A,Type=Float,Description="Share of the fragments that have the allele">',
    [...columns, sample].join('\t'),
  ];
}

/** A candidate as a record of VCF. */
export function candidateLine({ contig, alleles, ...counted }: Candidate): string {
  const { reference, alternative, depth, fraction, strandBias, genotype } = counted;
  const both = [reference, alternative];
  const fields = [
    genotype,
    depth,
    both.map(([forward, reverse]) => forward + reverse).join(','),
    both.map(([forward]) => forward).join(','),
    both.map(([, reverse]) => reverse).join(','),
    Number(fraction.toFixed(4)),
  ];
  const info = `CANDIDATE;SB=${Number(strandBias.toFixed(2))}`;
  const { pos, ref, alt } = alleles;
  const columns = [contig, pos + 1, '.', ref, alt, '.', '.', info, 'GT:DP:AD:ADF:ADR:AF'];
  return [...columns, fields.join(':')].join('\t');
}
