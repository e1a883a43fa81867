import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  defined,
  MegabaseError,
  unfamiliarVariantsText,
  type Region,
  type Shard,
  type UnphasedChoice,
  type VariantRow,
} from '../../contract/index.ts';
import { isStandardInput } from '../../formats/bytes/index.ts';
import { openAlignment } from '../../formats/open-alignment/index.ts';
import { openVcf, type Vcf } from '../../formats/open-vcf/index.ts';
import { partNotes, type HeaderNote, type PartNote } from '../../formats/output/index.ts';
import { hasLikelihood, headTracks, variantLimit } from '../../model/index.ts';
import { RegionSet, type CandidateOptions } from '../../sequence/index.ts';
import { wantedAnswers } from '../effects/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import type { RecordChoice } from '../records/index.ts';
import { digest, expectShard, inputTexts, rowPart } from '../shards/index.ts';
import { checkScorers, chosenDistance } from './check-scorers.ts';
import {
  cutVariants,
  type RecordPiece,
  readsSource,
  sampleNumber,
  vcfSource,
} from './sources/index.ts';
import { variantLabels, readoutTrack } from './tiles/index.ts';
import { scoreHaplotypes } from './score-haplotypes.ts';
import type { ScoreOptions } from './score-options.ts';
import { scoreRecords } from './score-records.ts';
import type { ScoreBackground } from './scorers/index.ts';
import { VariantSummary } from './variant-summary.ts';

import {
  describeScoring,
  keysOfEarlierRun,
  type RowsOfRecord,
  type VariantTableHead,
} from './write/index.ts';

/** Where variants come from. */
export type VariantFile = {
  readonly path: string;
  /** Path of its index, where that does not lie beside it. */
  readonly index?: string | undefined;
} & (
  | {
      readonly kind: 'vcf';
      /** Whose genotypes; the only sample where absent. */
      readonly sample?: string | undefined;
    }
  /** Each haplotype of some samples, all of its alleles together. */
  | {
      readonly kind: 'haplotypes';
      /** Names, or all of the file; the only one where absent. */
      readonly samples?: readonly string[] | 'all' | undefined;
      readonly unphased: UnphasedChoice;
    }
  /** Candidates for variants in aligned reads, BAM or CRAM; not calls. */
  | { readonly kind: 'reads'; readonly candidates: CandidateOptions }
);

/** Regions, and what they come from, for the header of what is written. */
interface OnlyRegions {
  readonly name: string;
  readonly regions: readonly Region[];
}

/** Variants that are to be scored. */
export interface VariantsSpec extends ScoreOptions {
  readonly source: VariantFile;
  /** Of these, those that lie in some regions; this changes no score. */
  readonly only?: OnlyRegions | undefined;
  /** Only this piece of the variants; all where absent. */
  readonly shard?: Shard | undefined;
  /** What scores are ranked by. */
  readonly background?: ScoreBackground | undefined;
  /** Rows of the summary: those with the largest effects; none where absent. */
  readonly top?: number | undefined;
}

/** First what the table is, then its rows, a record at a time. */
export type VariantPart =
  | { readonly kind: 'head'; readonly head: VariantTableHead }
  | ({ readonly kind: 'rows' } & RowsOfRecord);

/**
 * Scores variants, in their file's order. What cannot be scored comes with its reason and stops no
 * other. No more is read and computed than whoever reads the events asks for: memory holds a batch of
 * records.
 *
 * Errors: `usage`, `track-unknown`; those of the readers and the pass.
 */
export function scoreVariants(
  environment: Environment,
  asked: VariantsSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<VariantSummary, VariantPart>> {
  return runAnalysis<VariantSummary, VariantPart>(signal, async ({ drained, ...running }) => {
    const context = { ...environment, ...running };
    const part = (partial: VariantPart) => {
      context.emit({ kind: 'partial', partial });
      return drained();
    };
    const { model } = environment.model;
    const spec = { ...asked, distance: chosenDistance(model, asked) };
    checkScorers(model, spec);
    const summary = new VariantSummary(spec.top ?? 0);
    const track = readoutTrack(model, spec);
    const { readings, notes: toldOfReadings } = wantedAnswers(
      environment.model,
      spec.readings ?? {},
    );
    for (const note of toldOfReadings) context.emit(textNote(note));
    const limit = variantLimit(model.manifest);
    if (limit !== undefined) context.emit(textNote(limit));
    const source = await openSource(spec, context, summary);
    try {
      const scoring = describeScoring(source.name, spec, environment.model);
      const described = [...scoring, ...source.notes];
      const notes = [...described, ...partNotes(source.part?.(described))];
      const { header } = source;
      const [tracks, labels] = [headTracks(model.manifest), variantLabels(model)];
      const { masked, distance, aggregations, background } = spec;
      const haplotypes = spec.source.kind === 'haplotypes';
      const head = { notes, header, track, tracks, labels, masked, haplotypes };
      const extra = {
        distance,
        aggregated: aggregations !== undefined,
        ranked: background !== undefined,
        compared: spec.randomChanges !== undefined,
        ...(readings.length > 0 && {
          readings: readings.map(({ kind, id, label }) => ({ kind, id, label })),
        }),
        judged: hasLikelihood(model.manifest) && !spec.windowOnly,
      };
      await part({ kind: 'head', head: { ...head, ...extra } });
      for await (const { rows: scored, record } of source.records) {
        const rows = scored.map((row) =>
          row.scores && background ? { ...row, scores: background.rank(row.scores, spec) } : row,
        );
        for (const row of rows) summary.add(row);
        await part({ kind: 'rows', rows, record });
      }
      const { scored, unfamiliar } = summary;
      const text = unfamiliarVariantsText(model.manifest, { ...unfamiliar, scored });
      if (text !== undefined) context.emit(textNote(text));
    } finally {
      await source.close();
    }
    return summary;
  });
}

interface OpenSource {
  /** For the header of what is written. */
  readonly name: string;
  /** Whose genotypes, and how they are read. */
  readonly notes: readonly HeaderNote[];
  /** Lines of the VCF header; none for haplotypes. */
  readonly header: readonly string[];
  /** What a shard says of itself, by the notes of the header. */
  readonly part?: ((notes: readonly HeaderNote[]) => PartNote) | undefined;
  readonly records: AsyncIterable<RowsOfRecord>;
  close(): Promise<void>;
}

async function openSource(
  { source, only, ...options }: VariantsSpec,
  context: AnalysisContext,
  { refusals }: VariantSummary,
): Promise<OpenSource> {
  const { genome, signal } = context;
  const { region, shard } = options;
  const { path, index } = source;
  const among = only && new RegionSet(only.regions);
  const onNote = (note: string) => context.emit(textNote(note));
  if (source.kind === 'reads') {
    if (shard)
      throw uncut('Candidates from reads are', '`megabase candidates` writes them as a VCF');
    const alignment = await openAlignment(path, { genome, index, onNote, signal });
    const reads = readsSource(alignment, { region, among, options: source.candidates }, context);
    const records = scoreRecords(reads, options, context);
    return { ...reads, notes: [], records, close: () => alignment.close() };
  }
  if (shard && (isStandardInput(path) || !(await stat(path)).isFile())) {
    throw uncut(`${path} is a pipe, which is`, 'name a file');
  }
  const vcf = await openVcf(path, { index, onNote, signal });
  const close = () => vcf.close();
  try {
    if (source.kind === 'haplotypes') {
      const { samples, unphased } = source;
      const choice = { ...options, among, samples, unphased };
      const { names, cut, rows } = await scoreHaplotypes(vcf, choice, context, refusals);
      const part =
        shard &&
        cut &&
        (await partOf(shard, { input: cut.input, records: cut.tiles }, options, context));
      const notes = [
        { key: 'samples', text: namesText(names) },
        { key: 'unphased', text: unphased },
      ];
      const name = `${basename(path)}, haplotypes`;
      return { name, notes, header: [], part, records: alone(rows), close };
    }
    const cut = shard && (await variantShard(vcf, shard, { ...options, among }, context));
    const sample = sampleNumber(vcf, source.sample);
    const records = vcfSource(vcf, { region, among, sample, piece: cut?.piece }, context);
    const earlier = keysOfEarlierRun(records.header);
    if (earlier.length > 0) {
      onNote(`${path} has ${earlier.join(', ')} from an earlier run; they are replaced.`);
    }
    const chosen = sample === undefined ? undefined : vcf.header.samples[sample];
    const notes = chosen === undefined ? [] : [{ key: 'genotypes of', text: chosen }];
    const rows = scoreRecords(records, options, context);
    return { ...records, notes, part: cut?.part, records: rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The records of a shard, and what its file says of it. Error: `usage` for more shards than pieces. */
async function variantShard(
  vcf: Vcf,
  shard: Shard,
  options: Omit<VariantsSpec, 'source' | 'only'> & RecordChoice,
  context: AnalysisContext,
): Promise<{ readonly piece: RecordPiece; readonly part: OpenSource['part'] }> {
  const { records, digest: own, most, scattered, cut } = await cutVariants(vcf, options, context);
  expectShard(shard, most, 'tiles with variants');
  if (scattered > 0) {
    const text = `${vcf.path} is not sorted, so several shards read the same tiles; sort it first (bcftools sort).`;
    context.emit(textNote(text));
  }
  const piece = defined(cut(shard.count)[shard.number - 1]);
  const { from, to, broken } = piece;
  const input = `${records} records, ${own}`;
  const asked = { input, records: [from, to, records] as const, malformed: broken };
  return { piece, part: await partOf(shard, asked, options, context) };
}

async function partOf(
  shard: Shard,
  cut: { readonly input: string } & Pick<PartNote, 'records' | 'malformed'>,
  { targets, annotation, background }: Pick<VariantsSpec, 'targets' | 'annotation' | 'background'>,
  { genome }: AnalysisContext,
): Promise<OpenSource['part']> {
  const read = await inputTexts(genome, { targets, annotation });
  const ranked = background && { 'content of the background': digest([background.content]) };
  const files = { ...read, ...ranked };
  return (notes) => rowPart('variants', shard, notes, { files, ...cut });
}

/** A few names, or how many there are with a fingerprint. */
function namesText(names: readonly string[]): string {
  return names.length <= 10 ? names.join(', ') : `${names.length} samples, ${digest(names)}`;
}

function uncut(what: string, instead: string): MegabaseError {
  return new MegabaseError('usage', `${what} not cut into shards; ${instead}.`);
}

async function* alone(rows: AsyncIterable<VariantRow>): AsyncGenerator<RowsOfRecord> {
  for await (const row of rows) yield { rows: [row] };
}
