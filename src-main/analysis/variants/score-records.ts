import { defined, type ReasonOfNone, type VariantRow } from '../../contract/index.ts';
import type { BaseEdit, SkipReason } from '../../sequence/index.ts';
import { headTracks } from '../../model/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { mostHeld } from '../records/index.ts';
import {
  type VariantTile,
  inSourceOrder,
  type SourceAllele,
  type SourceRecord,
  type VariantSource,
} from './sources/index.ts';
import { recordBatches } from './record-batches.ts';
import type { ScoreOptions } from './score-options.ts';
import { type ShareSpan, TileScorer, type ScoreOutcome } from './tiles/index.ts';

/** A record with a row for each of its alleles, or one for all where it was refused. */
export interface ScoredRecord {
  readonly record: SourceRecord;
  readonly rows: readonly VariantRow[];
}

/** Scores of records that are held at a time. */
const mostScores = 1 << 20;

/**
 * Scores each allele of a source by itself, in the source's order whatever that is; the same variant
 * written twice is scored once. Memory holds a batch of records; of a source in another order than its own,
 * what is scored waits on disk. What cannot be scored comes with its
 * reason and stops no other.
 *
 * Errors: `usage`, `track-unknown`; those of the source, of the annotation's reader and of the pass.
 */
export async function* scoreRecords(
  source: VariantSource,
  options: ScoreOptions,
  context: AnalysisContext,
): AsyncGenerator<ScoredRecord> {
  let next = 0;
  const scored = scoreAll(source, options, context);
  yield* inSourceOrder(scored, ({ record }) => record.number ?? next++);
}

async function* scoreAll(
  source: VariantSource,
  options: ScoreOptions,
  context: AnalysisContext,
): AsyncGenerator<ScoredRecord> {
  const scorer = await TileScorer.open(options, context);
  let done: number | undefined = 0;
  const held = recordsAtATime(options, context);
  const nameOf = (record: SourceRecord) => tileOf(record, scorer);
  for await (const records of recordBatches(source.records(), held, nameOf)) {
    const share = defined(records.at(-1)).share;
    const span = share === undefined ? undefined : { from: done, to: share };
    const outcomes = await scoreBatch(records, scorer, span);
    for (const record of records) {
      yield { record, rows: record.alleles.map((allele) => rowOf(record, allele, outcomes)) };
    }
    done = share ?? done;
  }
}

/** Of a model with thousands of tracks fewer records are held. */
function recordsAtATime(
  { distance, aggregations = [], randomChanges = 0 }: ScoreOptions,
  { model }: Pick<AnalysisContext, 'model'>,
): number {
  const eachTrack = 1 + (distance === undefined ? 0 : 1) + aggregations.length;
  const scores = headTracks(model.model.manifest).length * eachTrack;
  const fitting = Math.min(mostScores / scores, mostHeld.sequences);
  return Math.max(1, Math.floor(fitting / (1 + randomChanges)));
}

/** The name of the tile of a record's first allele; undefined where none of them has a place. */
function tileOf({ alleles }: SourceRecord, { tiles }: TileScorer): string | undefined {
  const variant = alleles.find((allele) => allele.variant)?.variant;
  return variant && tileName(tiles.at(variant.contig, variant.edit.start));
}

function tileName({ region: { contig, start } }: VariantTile): string {
  return `${contig} ${start}`;
}

/** Outcomes by the variants' ids. */
async function scoreBatch(
  records: readonly SourceRecord[],
  scorer: TileScorer,
  span: ShareSpan | undefined,
): Promise<ReadonlyMap<string, ScoreOutcome>> {
  const edits = new Map<string, { readonly contig: string; readonly edit: BaseEdit }>();
  for (const { variant } of records.flatMap(({ alleles }) => alleles)) {
    if (variant) edits.set(variant.id, variant);
  }
  const groups = new Map<string, { readonly tile: VariantTile; readonly ids: string[] }>();
  for (const [id, { contig, edit }] of edits) {
    const tile = scorer.tiles.at(contig, edit.start);
    const key = tileName(tile);
    const group = groups.get(key) ?? { tile, ids: [] };
    groups.set(key, group);
    group.ids.push(id);
  }
  const outcomes = new Map<string, ScoreOutcome>();
  const shareOf = (count: number) =>
    defined(span).from + ((defined(span).to - defined(span).from) * count) / edits.size;
  for (const { tile, ids } of groups.values()) {
    const part = span && {
      from: shareOf(outcomes.size),
      to: shareOf(outcomes.size + ids.length),
    };
    const variants = ids.map((id) => [defined(edits.get(id)).edit]);
    const found = await scorer.score(tile, variants, part);
    for (const [i, id] of ids.entries()) outcomes.set(id, defined(found[i]));
  }
  return outcomes;
}

function rowOf(
  { text, line, stated, genotype }: SourceRecord,
  { alt, variant, refusal }: SourceAllele,
  outcomes: ReadonlyMap<string, ScoreOutcome>,
): VariantRow {
  const written = stated && { ...stated, alt };
  if (variant === undefined) {
    const id = stated
      ? `${stated.contig}:${stated.pos + 1}:${stated.ref}>${alt}`
      : line === undefined
        ? text.split('\t', 2).join(':')
        : `line ${line}`;
    return { id, stated: written, genotype, reason: toReason(refusal) };
  }
  const { contig, alleles, id } = variant;
  const place = { contig, start: alleles.pos, end: alleles.pos + alleles.ref.length };
  const { scores, refusal: unscored } = defined(outcomes.get(id));
  const reason = unscored && toReason(unscored);
  const { pos, ref } = alleles;
  const normalised = { contig, pos, ref, alt: alleles.alt };
  return { id, stated: written, normalised, place, genotype, scores, reason };
}

function toReason({ reason, message }: SkipReason): ReasonOfNone {
  return { code: reason, message };
}
