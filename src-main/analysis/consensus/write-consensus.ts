import {
  contigNamed,
  allRegions,
  defined,
  MegabaseError,
  type Region,
  type Shard,
  type UnphasedChoice,
} from '../../contract/index.ts';
import { openVcf, type Vcf } from '../../formats/open-vcf/index.ts';
import {
  chooseEdits,
  CoordinateMap,
  editKindOf,
  VariantNormaliser,
  type ChosenEdits,
} from '../../sequence/index.ts';
import {
  outputTarget,
  throwIfCancelled,
  StagedFile,
  type Replaceable,
} from '../../formats/output/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import { chooseRecords, SkipTally } from '../records/index.ts';
import { inputTexts } from '../shards/index.ts';
import { formatChain } from './chain.ts';
import { chooseSample, EditCollector } from './collect-edits.ts';
import { describeUnsure } from './describe-unsure.ts';
import { SampleEdits, type ConsensusEdit, type HaplotypeEdits } from './sample-edits.ts';
import { LineCount, placedRegions, RecordDigest, shardLine } from './consensus-shard.ts';
import { FastaText, type Appendable } from '../../formats/fasta/index.ts';
import { textHead, textLine, type TableHead } from '../../formats/table/index.ts';

export interface ConsensusSpec {
  /** Path of the VCF file. */
  readonly vcf: string;
  /** Path of its index, where that does not lie beside it. */
  readonly index?: string | undefined;
  /** What is written; all contigs where undefined. */
  readonly region?: Region | undefined;
  /** May be left out where the VCF has one sample, or none: then every first ALT is applied. */
  readonly sample?: string | undefined;
  /** 1 is the first allele of GT; all that the genotypes have where undefined. */
  readonly haplotypes?: readonly number[] | undefined;
  readonly unphased: UnphasedChoice;
  /** Only this piece of the contigs; all where absent. */
  readonly shard?: Shard | undefined;
  /** Path of the FASTA file; the map stands beside it, see `consensusPaths`. */
  readonly out: string;
  readonly replaces?: Replaceable | undefined;
}

/** One sequence that was written. */
interface ConsensusRecord {
  readonly name: string;
  /** Length in bp, with the variants. */
  readonly length: number;
  readonly region: Region;
  /** Variants in it. */
  readonly applied: number;
}

export interface ConsensusResult {
  readonly records: readonly ConsensusRecord[];
  readonly files: readonly string[];
  /** Variants that were not applied, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Heterozygous genotypes without phase. */
  readonly unphased: number;
}

/** The FASTA file, the chain and the table that go with `--out`; the FASTA alone of a pipe. */
export async function consensusPaths(out: string): Promise<string[]> {
  if ((await outputTarget(out)).kind === 'stream') return [out];
  const stem = out.replace(/\.(fa|fasta|fna)$/i, '');
  return [out, `${stem}.chain`, `${stem}.map.tsv`];
}

type ConsensusContext = Pick<AnalysisContext, 'genome' | 'emit' | 'signal'>;

/**
 * Writes a sample's own sequence of a region, or of the genome, as FASTA, with the map between it and
 * the reference as a UCSC chain and as a table. Variants stand where their records put them; what
 * cannot be applied is said by reason. All three files appear together or none does.
 *
 * Memory holds the edits of all contigs and a megabase of sequence. Errors: `usage` for the sample,
 * those of the readers, `output-unwritable`, `disk-full`, `cancelled`.
 */
export function writeConsensus(
  { genome }: Pick<Environment, 'genome'>,
  spec: ConsensusSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<ConsensusResult>> {
  return runAnalysis(signal, async (running) => {
    const onNote = (note: string) => running.emit(textNote(note));
    const vcf = await openVcf(spec.vcf, {
      ...{ index: spec.index, onNote, signal: running.signal },
    });
    try {
      return await writeOwnSequence(vcf, spec, { genome, ...running });
    } finally {
      await vcf.close();
    }
  });
}

async function writeOwnSequence(
  vcf: Vcf,
  spec: ConsensusSpec,
  { genome, emit, signal }: ConsensusContext,
): Promise<ConsensusResult> {
  const { region, out } = spec;
  const onNote = (note: string) => emit(textNote(note));
  const sample = chooseSample(vcf.header, spec.sample);
  if (sample === undefined)
    onNote(`${vcf.path} has no samples: the first ALT of every record is applied.`);
  const normaliser = new VariantNormaliser(genome, { onNote, maxLength: Infinity });
  const records = chooseRecords(vcf, { region }, { contigs: genome.contigs, signal });
  const { haplotypes: wanted, unphased: choice } = spec;
  const edits = new SampleEdits({ sample, haplotypes: wanted, unphased: choice });
  const refusals = new SkipTally();
  const collector = new EditCollector(normaliser, [edits], refusals);
  const passed = new RecordDigest();
  for await (const record of passed.pass(records)) await collector.add(record);
  const collected = edits.collected();
  const { haplotypes, unphased } = collected;

  const paths = await consensusPaths(out);
  if (spec.shard && paths.length === 1) {
    throw new MegabaseError(
      'usage',
      'A shard is told of in the table beside it: give --out a name.',
    );
  }
  const regions = region === undefined ? allRegions(genome.contigs) : [region];
  const own = placedRegions(regions, spec.shard);
  const counts = paths.map(() => new LineCount());
  const staged: StagedFile[] = [];
  try {
    for (const path of paths) staged.push(await StagedFile.open(path, { replaces: spec.replaces }));
    const [fasta, chain, table] = staged.map((file, i) => counted(file, defined(counts[i]))) as [
      Appendable,
      Appendable?,
      Appendable?,
    ];
    await staged[2]?.append(Buffer.from(textHead(mapTable)));
    const written: ConsensusRecord[] = [];
    for (const { region: place, place: number } of own) {
      for (const [h, { haplotype, byContig }] of haplotypes.entries()) {
        const chosen = chooseEdits(place, byContig.get(place.contig) ?? []);
        for (const { edit, refusal } of chosen.refused) refusals.add(refusal, edit.where);
        const target = defined(contigNamed(genome.contigs, place.contig));
        const isPart = region !== undefined || target.parts !== undefined;
        const name = nameOf(place, haplotype, isPart);
        const title = { name, sample: vcf.header.samples[sample ?? -1], haplotype };
        const map = await writeRecord(fasta, place, chosen, title, { genome, out, signal });
        const query = { name, length: map.editedLength };
        await chain?.append(
          Buffer.from(formatChain(map, target, query, number * haplotypes.length + h + 1)),
        );
        for (const rows of tableRows(map, place.contig, name))
          await table?.append(Buffer.from(rows));
        const applied = chosen.chosen.length;
        written.push({ name, length: map.editedLength, region: place, applied });
      }
      for (const count of counts) count.endRegion(number);
    }
    if (spec.shard) {
      const settings = {
        sample: vcf.header.samples[sample ?? -1] ?? 'first ALTs',
        haplotypes: wanted?.join(', ') ?? 'all',
        unphased: choice,
      };
      const sections = counts.map(({ blocks }) => blocks);
      const files = await inputTexts(genome);
      const told = { regions, files, records: passed.text, settings };
      await staged[2]?.append(Buffer.from(shardLine(spec.shard, sections, told)));
    }
    for (const file of staged) await file.commit();
    if (chain === undefined) onNote('The .chain and the .map.tsv are written beside a file only.');
    const named = { name: vcf.header.samples[sample ?? -1], collected };
    for (const note of describeUnsure([named], spec.unphased)) onNote(note);
    for (const line of refusals.lines()) onNote(`not applied: ${line}`);
    return { records: written, files: paths, refused: refusals.counts, unphased };
  } catch (error) {
    for (const file of staged) await file.discard();
    throw error;
  }
}

/** No name is the reference's own: positions of one do not hold for the other. */
function nameOf(
  { contig, start, end }: Region,
  haplotype: HaplotypeEdits['haplotype'],
  isPart: boolean,
): string {
  const place = isPart ? `${contig}_${start + 1}-${end}` : contig;
  return `${place}_${haplotype === undefined ? 'alt' : `hap${haplotype}`}`;
}

async function writeRecord(
  file: Appendable,
  region: Region,
  { chosen }: ChosenEdits<ConsensusEdit>,
  title: {
    readonly name: string;
    readonly sample: string | undefined;
    readonly haplotype: number | undefined;
  },
  { genome, out, signal }: Pick<ConsensusContext, 'genome' | 'signal'> & { readonly out: string },
): Promise<CoordinateMap> {
  const map = new CoordinateMap(region, chosen);
  const fasta = new FastaText(file);
  const { contig, start, end } = region;
  const copy = title.haplotype === undefined ? 'first ALTs' : `haplotype ${title.haplotype}`;
  const of = title.sample === undefined ? '' : ` of ${title.sample}`;
  await fasta.begin(
    `${title.name} ${contig}:${start + 1}-${end} ${copy}${of}, ${chosen.length} variants`,
  );
  for (const { reference, edit } of map.blocks) {
    if (edit !== undefined) await fasta.append(edit.bases);
    else {
      for (let from = reference.start; from < reference.end; from += pieceBases) {
        throwIfCancelled(signal, out);
        const to = Math.min(from + pieceBases, reference.end);
        await fasta.append(await genome.fetch({ contig, start: from, end: to }, { signal }));
      }
    }
  }
  await fasta.end();
  return map;
}

/** A file whose lines are counted on their way. */
function counted(file: StagedFile, count: LineCount): Appendable {
  return {
    append(bytes) {
      count.add(bytes);
      return file.append(bytes);
    },
  };
}

/** Bases read at a time. */
const pieceBases = 1 << 20;

const mapTable: TableHead = {
  notes: [
    {
      key: 'columns',
      text: '0-based half-open; same: base by base; others: the variant that stands there',
    },
  ],
  columns: [
    { name: 'ref_contig', kind: 'text' },
    { name: 'ref_start', kind: 'integer', unit: 'bp' },
    { name: 'ref_end', kind: 'integer', unit: 'bp' },
    { name: 'contig', kind: 'text' },
    { name: 'start', kind: 'integer', unit: 'bp' },
    { name: 'end', kind: 'integer', unit: 'bp' },
    { name: 'kind', kind: 'text' },
    { name: 'variant', kind: 'text' },
  ],
  empty: '.',
};

/** Rows of the table, some thousands a piece. */
function* tableRows(map: CoordinateMap, contig: string, name: string): Generator<string> {
  const step = 5000;
  for (let i = 0; i < map.blocks.length; i += step) {
    const rows = map.blocks.slice(i, i + step).map(({ reference, edited, edit }) => {
      const kind = edit === undefined ? 'same' : editKindOf(edit);
      const id = edit && (edit as ConsensusEdit).id;
      const places = [contig, reference.start, reference.end, name, edited.start, edited.end];
      return textLine(mapTable, [...places, kind, id]);
    });
    yield rows.join('');
  }
}
