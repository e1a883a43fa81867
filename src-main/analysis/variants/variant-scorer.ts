import {
  formatRegion,
  MegabaseError,
  type Region,
  type TrackInfo,
  type VariantScores,
} from '../../contract/index.ts';
import { usefulContext, commonBin, hasLikelihood, headTracks } from '../../model/index.ts';
import { refuse, tokenEdit, tokenize, type BaseEdit, type Refusal } from '../../sequence/index.ts';
import { findTargets, type ChooseTargets, targetTrack } from '../effects/index.ts';

import { HeadScorer } from './head-scores.ts';
import { hasKnownFlank } from './log-ratio.ts';
import { ScoreClock } from './score-clock.ts';
import { scoreVariants } from './score-variants.ts';
import type { ScoreOptions, ScoreTools } from './score-tools.ts';
import { Stretches, type Stretch } from './stretches.ts';
import { windowRatios } from './window-ratios.ts';

/** Where nobody says otherwise, effects within what the tolerance leaves open are not told. */
export function leastEffect(track: TrackInfo | undefined): number {
  return track?.unit === 'probability' ? 0.01 : 0;
}

/** The track that is watched; undefined for a model without tracks. Errors: `track-unknown`, `usage`. */
export function watchedTrack(
  { model }: Pick<ScoreTools, 'model'>,
  options: Pick<ScoreOptions, 'targets' | 'targetTrack' | 'masked' | 'window'>,
): TrackInfo | undefined {
  const { manifest } = model.model;
  if (!hasLikelihood(manifest) && (options.masked || options.window !== undefined)) {
    const lacks = options.masked ? 'nothing can be masked' : 'there are no log ratios';
    throw new MegabaseError(
      'usage',
      `The model ${manifest.name} has no language-model head, so ${lacks}.`,
    );
  }
  const isAsked = options.targets !== undefined || options.targetTrack !== undefined;
  if (headTracks(manifest).length === 0 && !isAsked) return undefined;
  return targetTrack(manifest, options.targetTrack);
}

/** What becomes of one variant, which may be all edits of a haplotype. */
export type ScoreOutcome =
  | { readonly scores: VariantScores; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly scores?: undefined };

/** Scores variants stretch by stretch, with one reading of the annotation for all. */
export class VariantScorer {
  readonly stretches: Stretches;
  readonly #options: ScoreOptions;
  readonly #tools: ScoreTools;
  readonly #track: TrackInfo | undefined;
  readonly #targetsOf: (interval: Region) => ChooseTargets;
  readonly #heads: HeadScorer | undefined;
  readonly #clock = new ScoreClock();

  private constructor(
    options: ScoreOptions,
    tools: ScoreTools,
    track: TrackInfo | undefined,
    targetsOf: (interval: Region) => ChooseTargets,
  ) {
    this.#options = options;
    this.#tools = tools;
    this.#track = track;
    this.#targetsOf = targetsOf;
    const { model } = tools.model;
    const { manifest } = model;
    this.#heads = HeadScorer.of(model);
    const { region, flank } = options;
    const useful = usefulContext(manifest);
    const bin = commonBin(manifest);
    this.stretches = new Stretches(tools.fasta.contigs, { region, flank, useful, bin });
  }

  /** Reads the annotation. Errors: `usage`, `track-unknown`, those of the reader. */
  static async open(options: ScoreOptions, tools: ScoreTools): Promise<VariantScorer> {
    const track = watchedTrack(tools, options);
    const onNote = (note: string) => tools.listener.onNote(note);
    const targetsOf = track
      ? await findTargets({ path: options.targets, track }, { ...tools, onNote })
      : () => () => [];
    return new VariantScorer(options, tools, track, targetsOf);
  }

  /**
   * Scores each variant of a stretch by itself, in their order. `span`: the share of the source that
   * was done before, and is after. Errors: those of the genome and the pass.
   */
  async score(
    { interval }: Stretch,
    variants: readonly (readonly BaseEdit[])[],
    span: { readonly from: number; readonly to: number } | undefined,
    limits: { readonly targets?: Region } = {},
  ): Promise<ScoreOutcome[]> {
    const { fasta, listener, signal } = this.#tools;
    listener.onStretch(interval);
    const tokens = tokenize(await fasta.fetch(interval, { signal }));
    const refusals = variants.map((edits) => refusalOf(edits, interval, tokens));
    const open = variants.filter((_, v) => refusals[v] === undefined);
    const choose = this.#targetsOf(interval);
    const { targets: within } = limits;
    const scores = await this.#compute(span, {
      interval,
      tokens,
      variants: open.map((edits) => edits.map((edit) => tokenEdit(edit, interval.start))),
      targets: within ? (bins) => choose(bins).filter((one) => hasMiddle(within, one)) : choose,
      track: this.#track,
      masked: this.#options.masked,
      most: this.#options.most,
      least: this.#options.least ?? leastEffect(this.#track),
    });
    const ratios = await this.#windowRatios(interval.contig, open);
    const heads = await this.#headScores(interval.contig, open);
    let next = 0;
    return refusals.map((refusal, v): ScoreOutcome => {
      if (refusal) return { refusal };
      const found = { ...scores[next]!, ...ratios[next], ...heads[next++] };
      return variants[v]!.length > 1 || tellsSomething(found)
        ? { scores: found }
        : { refusal: refuse('untold') };
    });
  }

  /** Nothing where no window is asked for; haplotypes have no ratio. */
  async #windowRatios(contig: string, variants: readonly (readonly BaseEdit[])[]) {
    const { window } = this.#options;
    const alone = variants.every((edits) => edits.length === 1);
    if (window === undefined || !alone) return [];
    const edits = variants.map(([edit]) => edit!);
    const found = await windowRatios(contig, edits, { ...this.#options, window }, this.#tools);
    return found.map((ratios) => ratios ?? { logRatio: undefined, maskedLogRatio: undefined });
  }

  /** Nothing without such heads; haplotypes have no one place. */
  async #headScores(
    contig: string,
    variants: readonly (readonly BaseEdit[])[],
  ): Promise<Pick<VariantScores, 'heads'>[]> {
    if (this.#heads === undefined || variants.some((edits) => edits.length > 1)) return [];
    const edits = variants.map(([edit]) => edit!);
    const { chunk: _, ...settings } = this.#options;
    const found = await this.#heads.score(contig, edits, settings, this.#tools);
    return found.map((heads) => ({ heads }));
  }

  async #compute(
    span: { readonly from: number; readonly to: number } | undefined,
    request: Parameters<typeof scoreVariants>[0],
  ): Promise<VariantScores[]> {
    if (request.variants.length === 0) return [];
    const { listener } = this.#tools;
    const clock = this.#clock;
    clock.startStretch(span);
    const scores = await scoreVariants(request, this.#options, {
      ...this.#tools,
      listener: {
        onBegun(begun) {
          clock.startComputing();
          listener.onBegun(begun);
        },
        onProgress: (progress) => listener.onProgress(clock.step(progress)),
        onNote: (note) => listener.onNote(note),
      },
    });
    clock.endStretch();
    return scores;
  }
}

function refusalOf(
  edits: readonly BaseEdit[],
  interval: Region,
  tokens: Uint8Array,
): Refusal | undefined {
  const { start, end } = interval;
  const beyond = edits.find((edit) => edit.start < start || edit.end > end);
  if (beyond) {
    const place = formatRegion({ ...beyond, contig: interval.contig });
    const message = `It changes ${place}; ${formatRegion(interval)} is read as one.`;
    return refuse('outside-region', message);
  }
  const [edit, ...others] = edits;
  if (others.length > 0 || hasKnownFlank(tokens, tokenEdit(edit!, start))) return undefined;
  return refuse('only-n');
}

/** A causal model does not tell the first base that it reads. */
function tellsSomething({ logRatio, maskedLogRatio, site, heads }: VariantScores): boolean {
  if (logRatio !== undefined || maskedLogRatio !== undefined || heads !== undefined) return true;
  return site.some(({ effect }) => !Number.isNaN(effect));
}

function hasMiddle(within: Region, { start, end }: Region): boolean {
  const middle = Math.floor((start + end) / 2);
  return middle >= within.start && middle < within.end;
}
