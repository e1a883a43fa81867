import {
  boundsAround,
  formatRegion,
  type Contig,
  type Region,
  type TrackInfo,
  type VariantReading,
  type VariantScores,
  defined,
  contigNamed,
} from '../../contract/index.ts';
import {
  refuse,
  tokenEdit,
  tokenize,
  type BaseEdit,
  type Edit,
  type SkipReason,
} from '../../sequence/index.ts';
import { sideContext, signedTracks, valuedSpan, wholeWidth } from '../../model/index.ts';
import {
  findTargets,
  wantedAnswers,
  type ChooseTargets,
  type WantedReading,
} from '../effects/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { computeScores } from './compute-scores.ts';
import type { IntervalVariants } from './interval-variants.ts';
import { GenomeTiles, type VariantTile } from './genome-tiles.ts';
import { HeadScorer } from './head-scores.ts';
import { hasKnownFlank } from './log-likelihood-ratio.ts';
import { ProgressEstimator } from './progress-estimator.ts';
import { randomChanges } from './random-changes.ts';
import { defaultMinEffect, readoutTrack } from './readout-track.ts';
import type { ScoreOptions } from './score-options.ts';
import { Annotation, reachAround, type ScorerOptions } from './scorers/index.ts';
import { readVariants } from './variant-readings.ts';
import { hasWindow, windowLlrs } from './window-llrs.ts';

/** What becomes of one variant, which may be all edits of a haplotype. */
export type ScoreOutcome =
  | { readonly scores: VariantScores; readonly refusal?: undefined }
  | { readonly refusal: SkipReason; readonly scores?: undefined };

/** Shares of the source that were done before something, and are after it. */
export interface ShareSpan {
  readonly from: number;
  readonly to: number;
}

/** Scores variants tile by tile, with one reading of the annotation for all. */
export class TileScorer {
  readonly tiles: GenomeTiles;
  readonly #options: ScoreOptions;
  readonly #context: AnalysisContext;
  readonly #track: TrackInfo | undefined;
  readonly #targetsIn: (interval: Region) => ChooseTargets;
  readonly #scorers: ScorerOptions | undefined;
  readonly #heads: HeadScorer | undefined;
  readonly #readings: readonly WantedReading[];
  readonly #estimator = new ProgressEstimator();

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
    this.#readings = wantedAnswers(context.model, options.readings ?? {}).readings;
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
    const context = this.#contextIn(tile);
    const tokens = tokenize(await genome.fetch(interval, { signal }));
    const refusals = variants.map(
      (edits) =>
        refusalOf(edits, interval, tokens) ??
        (this.#options.windowOnly ? this.#withoutWindow(edits) : undefined),
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
      bounds: boundsAround(this.#contigOf(interval), interval),
      sideContext: sideContext(this.#context.model.model.manifest),
    };
    const scores = this.#options.windowOnly
      ? open.map((edits) => this.#windowScores(interval.contig, edits))
      : await this.#compute(wanted, span, context);
    const llrs = await this.#windowLlrs(interval.contig, open, context);
    const heads = await this.#headScores(interval.contig, open, context);
    let next = 0;
    return refusals.map((refusal, v): ScoreOutcome => {
      if (refusal) return { refusal };
      const own = defined(scores[next]);
      const window = llrs[next];
      const found = { ...own, ...(window && withoutRatios(own)), ...window, ...heads[next++] };
      return defined(variants[v]).length > 1 || isKnown(found)
        ? { scores: found }
        : { refusal: this.#withoutWindow(defined(variants[v])) ?? refuse('untold') };
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

  #contigOf({ contig }: Region): Contig {
    return defined(contigNamed(this.#context.genome.contigs, contig));
  }

  /** Of what a window tells nothing. */
  #withoutWindow([edit]: readonly BaseEdit[]): SkipReason | undefined {
    const { window } = this.#options;
    if (window === undefined || hasWindow(defined(edit), window)) return undefined;
    const longest = (window / 2).toLocaleString('en-US');
    return refuse(
      'no-window',
      `A window of ${window.toLocaleString('en-US')} bp scores substitutions of at most ${longest} bp only.`,
    );
  }

  /** What is known of a variant of which only its window is read, before that is. */
  #windowScores(contig: string, edits: readonly BaseEdit[]): VariantScores {
    const window = defined(this.#options.window);
    const start = defined(edits[0]).start - (window / 2 - 1);
    const { length } = defined(contigNamed(this.#context.genome.contigs, contig));
    const interval = { contig, start: Math.max(0, start), end: Math.min(length, start + window) };
    return { interval, local: [], distal: [] };
  }

  /** Of single edits where a window is asked for; haplotypes of several have no ratio. */
  async #windowLlrs(
    contig: string,
    variants: readonly (readonly BaseEdit[])[],
    context: AnalysisContext,
  ) {
    const { window } = this.#options;
    if (window === undefined) return [];
    return ofSingleEdits(variants, async (edits) => {
      const found = await windowLlrs(contig, edits, { ...this.#options, window }, context);
      return found.map((llrs) => llrs ?? { llr: undefined, maskedLlr: undefined });
    });
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

  async #compute(
    wanted: IntervalVariants,
    span: ShareSpan | undefined,
    context: AnalysisContext,
  ): Promise<VariantScores[]> {
    if (wanted.variants.length === 0) return [];
    const passes = 1 + this.#readings.length;
    const scores = await this.#pass(partOf(span, 0, passes), context, (own) =>
      computeScores(wanted, this.#options, own),
    );
    const readings: VariantReading[][] = [];
    for (const [i, reading] of this.#readings.entries()) {
      readings.push(
        await this.#pass(partOf(span, i + 1, passes), context, (own) =>
          readVariants(wanted, scores, reading, this.#options, own),
        ),
      );
    }
    if (readings.length === 0) return scores;
    return scores.map((own, v) => ({ ...own, readings: readings.map((one) => defined(one[v])) }));
  }

  /** One pass over a tile, with its progress told as that of the whole source. */
  async #pass<Found>(
    span: ShareSpan | undefined,
    context: AnalysisContext,
    compute: (context: AnalysisContext) => Promise<Found>,
  ): Promise<Found> {
    const estimator = this.#estimator;
    estimator.startTile(span);
    const found = await compute({
      ...context,
      emit(event) {
        if (event.kind === 'note' && event.note.kind === 'compute') estimator.startComputing();
        if (event.kind !== 'progress') context.emit(event);
        else context.emit({ ...event, progress: estimator.estimate(event.progress) });
      },
    });
    estimator.endTile();
    return found;
  }

  /** Notes what is read as one before the first pass over it; of what is in the cache nothing is. */
  #contextIn({ region, interval }: VariantTile): AnalysisContext {
    const { emit } = this.#context;
    let isNoted = false;
    return {
      ...this.#context,
      emit(event) {
        if (!isNoted && event.kind === 'note' && event.note.kind === 'compute') {
          isNoted = true;
          emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache: false } });
        }
        emit(event);
      },
    };
  }
}

/** Ratios of a window are not those of a reading. */
function withoutRatios({ readings }: VariantScores): Pick<VariantScores, 'readings'> {
  if (readings === undefined) return {};
  return { readings: readings.map(({ llr: _, ...others }) => others) };
}

/** One of so many parts of a span, from 0. */
function partOf(span: ShareSpan | undefined, part: number, of: number): ShareSpan | undefined {
  if (span === undefined) return undefined;
  const at = (share: number) => span.from + ((span.to - span.from) * share) / of;
  return { from: at(part), to: at(part + 1) };
}

/** What is found for each single edit, in the variants' order, whatever stands beside it. */
async function ofSingleEdits<Found>(
  variants: readonly (readonly BaseEdit[])[],
  find: (edits: readonly BaseEdit[]) => Promise<readonly Found[]>,
): Promise<(Found | undefined)[]> {
  const singles = variants.flatMap((edits) => (edits.length === 1 ? edits : []));
  const found = await find(singles);
  let next = 0;
  return variants.map((edits) => (edits.length === 1 ? found[next++] : undefined));
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
