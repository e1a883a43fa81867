import {
  boundsAround,
  formatRegion,
  type Region,
  type TrackInfo,
  type VariantScores,
  defined,
  contigNamed,
} from '../../../contract/index.ts';
import {
  refuse,
  tokenEdit,
  tokenize,
  type BaseEdit,
  type Edit,
  type SkipReason,
} from '../../../sequence/index.ts';
import { sideContext, signedTracks, valuedSpan, wholeWidth } from '../../../model/index.ts';
import { findTargets, type ChooseTargets } from '../../effects/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { GenomeTiles, type VariantTile } from '../sources/index.ts';
import { HeadScorer } from './head-scores.ts';
import { hasKnownFlank } from '../readings/index.ts';
import { randomChanges } from './random-changes.ts';
import { defaultMinEffect, readoutTrack } from './readout-track.ts';
import type { ScoreOptions } from '../score-options.ts';
import { Annotation, reachAround, type ScorerOptions } from '../scorers/index.ts';
import { ofSingleEdits } from './single-edits.ts';
import { TilePasses, type ShareSpan } from './tile-passes.ts';
import { WindowScorer, withWindowLlrs } from './window-scorer.ts';

/** What becomes of one variant, which may be all edits of a haplotype. */
export type ScoreOutcome =
  | { readonly scores: VariantScores; readonly refusal?: undefined }
  | { readonly refusal: SkipReason; readonly scores?: undefined };

/** Scores variants tile by tile, with one reading of the annotation for all. */
export class TileScorer {
  readonly tiles: GenomeTiles;
  readonly #options: ScoreOptions;
  readonly #context: AnalysisContext;
  readonly #track: TrackInfo | undefined;
  readonly #targetsIn: (interval: Region) => ChooseTargets;
  readonly #scorers: ScorerOptions | undefined;
  readonly #heads: HeadScorer | undefined;
  readonly #windows: WindowScorer | undefined;
  readonly #passes: TilePasses;

  private constructor(
    options: ScoreOptions,
    context: AnalysisContext,
    track: TrackInfo | undefined,
    targetsIn: (interval: Region) => ChooseTargets,
    annotation: Annotation | undefined,
  ) {
    this.#options = options;
    this.#context = context;
    this.#track = track;
    this.#targetsIn = targetsIn;
    const { distance, maskAnnotated, outsideN, aggregations } = options;
    const isWanted = distance !== undefined || aggregations !== undefined;
    const { model } = context.model;
    const whole = wholeWidth(model.manifest);
    const signed = signedTracks(model.manifest);
    this.#scorers = isWanted
      ? { distance, maskAnnotated, outsideN, aggregations, annotation, whole, signed }
      : undefined;
    this.#windows = WindowScorer.of(options);
    this.#passes = new TilePasses(options, context.model);
    const { region, flank, windowOnly } = options;
    this.#heads = windowOnly ? undefined : HeadScorer.of(model);
    const reach = this.#scorers && reachAround(this.#scorers);
    this.tiles = new GenomeTiles(context.genome.contigs, model.manifest, { region, flank, reach });
  }

  /** Reads the annotation. Errors: `usage`, `track-unknown`, those of the reader. */
  static async open(options: ScoreOptions, context: AnalysisContext): Promise<TileScorer> {
    const track = readoutTrack(context.model.model, options);
    const targetsIn = track
      ? await findTargets({ path: options.targets, track }, context)
      : () => () => [];
    const { annotation: path } = options;
    const annotation = path === undefined ? undefined : await Annotation.read(path, context);
    return new TileScorer(options, context, track, targetsIn, annotation);
  }

  /**
   * Scores each variant of a tile by itself, in their order. Effects are looked for `within` a region,
   * or all that is read. Errors: those of the genome and the pass.
   */
  async score(
    tile: VariantTile,
    variants: readonly (readonly BaseEdit[])[],
    span: ShareSpan | undefined,
    within?: Region,
  ): Promise<ScoreOutcome[]> {
    const { interval, valued } = tile;
    const { genome, signal } = this.#context;
    const context = notingReading(tile, this.#context);
    const contig = defined(contigNamed(genome.contigs, interval.contig));
    // Of what is read in windows only nothing else is.
    const only = this.#options.windowOnly ? defined(this.#windows) : undefined;
    const tokens = tokenize(await genome.fetch(interval, { signal }));
    const refusals = variants.map(
      (edits) => refusalOf(edits, interval, tokens) ?? only?.refusalOf(edits),
    );
    const open = variants.filter((_, v) => refusals[v] === undefined);
    const choose = this.#targetsIn(interval);
    const { masked, maxTargets, minEffect } = this.#options;
    const edits = open.map((own) => own.map((edit) => tokenEdit(edit, interval.start)));
    const wanted = {
      interval,
      tokens,
      valued,
      variants: edits,
      changes: this.#randomChanges(edits, tokens, tile),
      chooseTargets: within
        ? (bins: Parameters<ChooseTargets>[0]) =>
            choose(bins).filter((target) => hasMiddle(within, target))
        : choose,
      track: this.#track,
      ...{ masked, maxTargets, minEffect: minEffect ?? defaultMinEffect(this.#track) },
      scorers: this.#scorers,
      bounds: boundsAround(contig, interval),
      sideContext: sideContext(this.#context.model.model.manifest),
    };
    const scores = only
      ? open.map((edits) => only.unread(edits, contig))
      : await this.#passes.compute(wanted, span, context);
    const llrs = (await this.#windows?.llrs(contig.name, open, context)) ?? [];
    const heads = await this.#headScores(contig.name, open, context);
    let next = 0;
    return refusals.map((refusal, v): ScoreOutcome => {
      if (refusal) return { refusal };
      const own = defined(scores[next]);
      const window = llrs[next];
      const found = { ...(window ? withWindowLlrs(own, window) : own), ...heads[next++] };
      return defined(variants[v]).length > 1 || isKnown(found)
        ? { scores: found }
        : { refusal: this.#windows?.refusalOf(defined(variants[v])) ?? refuse('untold') };
    });
  }

  /** Near each variant; of a haplotype of several none, which has no one place. */
  #randomChanges(
    variants: readonly (readonly Edit[])[],
    tokens: Uint8Array,
    { interval, valued }: VariantTile,
  ): Edit[][] | undefined {
    const { randomChanges: count } = this.#options;
    if (count === undefined) return undefined;
    const within = valuedSpan(valued) ?? { start: 0, end: tokens.length };
    return variants.map(([edit, ...others]) =>
      edit === undefined || others.length > 0
        ? []
        : randomChanges(tokens, edit, count, { within, origin: interval.start }),
    );
  }

  /** Of single edits where there are such heads; haplotypes of several have no one place. */
  async #headScores(
    contig: string,
    variants: readonly (readonly BaseEdit[])[],
    context: AnalysisContext,
  ): Promise<(Pick<VariantScores, 'heads'> | undefined)[]> {
    const scorer = this.#heads;
    if (scorer === undefined) return [];
    return ofSingleEdits(variants, async (edits) => {
      const found = await scorer.score(contig, edits, this.#options, context);
      return found.map((heads) => ({ heads }));
    });
  }
}

/** Notes what is read as one before the first pass over it; of what is in the cache nothing is. */
function notingReading(
  { region, interval }: VariantTile,
  context: AnalysisContext,
): AnalysisContext {
  let isNoted = false;
  return {
    ...context,
    emit(event) {
      if (!isNoted && event.kind === 'note' && event.note.kind === 'compute') {
        isNoted = true;
        const note = { kind: 'context', region, interval, fromCache: false } as const;
        context.emit({ kind: 'note', note });
      }
      context.emit(event);
    },
  };
}

function refusalOf(
  edits: readonly BaseEdit[],
  interval: Region,
  tokens: Uint8Array,
): SkipReason | undefined {
  const { start, end } = interval;
  const beyond = edits.find((edit) => edit.start < start || edit.end > end);
  if (beyond) {
    const place = formatRegion({ ...beyond, contig: interval.contig });
    const message = `It changes ${place}; the context is ${formatRegion(interval)}.`;
    return refuse('outside-region', message);
  }
  const [edit, ...others] = edits;
  if (others.length > 0 || hasKnownFlank(tokens, tokenEdit(defined(edit), start))) return undefined;
  return refuse('only-n');
}

/** A causal model does not tell the first base that it reads. */
function isKnown({ llr, maskedLlr, local, heads }: VariantScores): boolean {
  if (llr !== undefined || maskedLlr !== undefined || heads !== undefined) return true;
  return local.some(({ effect }) => !Number.isNaN(effect));
}

function hasMiddle(within: Region, { start, end }: Region): boolean {
  const middle = Math.floor((start + end) / 2);
  return middle >= within.start && middle < within.end;
}
