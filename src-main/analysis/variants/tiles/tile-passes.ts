import { defined, type VariantReading, type VariantScores } from '../../../contract/index.ts';
import { wantedAnswers, type WantedReading } from '../../effects/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import type { PerturbationSettings } from '../../perturbations/index.ts';
import { computeScores, type IntervalVariants, readVariants } from '../readings/index.ts';
import { ProgressEstimator } from './progress-estimator.ts';
import type { ScoreOptions } from '../score-options.ts';

/** Shares of the source that were done before something, and are after it. */
export interface ShareSpan {
  readonly from: number;
  readonly to: number;
}

/** The passes over each tile of a source: one for the scores, and one for each further answer. */
export class TilePasses {
  readonly #settings: PerturbationSettings;
  readonly #readings: readonly WantedReading[];
  readonly #estimator = new ProgressEstimator();

  constructor(options: ScoreOptions, model: AnalysisContext['model']) {
    this.#settings = options;
    this.#readings = wantedAnswers(model, options.readings ?? {}).readings;
  }

  /** The scores of a tile's variants, in their order. Errors: those of the pass. */
  async compute(
    wanted: IntervalVariants,
    span: ShareSpan | undefined,
    context: AnalysisContext,
  ): Promise<VariantScores[]> {
    if (wanted.variants.length === 0) return [];
    const passes = 1 + this.#readings.length;
    const scores = await this.#pass(partOf(span, 0, passes), context, (own) =>
      computeScores(wanted, this.#settings, own),
    );
    const readings: VariantReading[][] = [];
    for (const [i, reading] of this.#readings.entries()) {
      readings.push(
        await this.#pass(partOf(span, i + 1, passes), context, (own) =>
          readVariants(wanted, scores, reading, this.#settings, own),
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
}

/** One of so many parts of a span, from 0. */
function partOf(span: ShareSpan | undefined, part: number, of: number): ShareSpan | undefined {
  if (span === undefined) return undefined;
  const at = (share: number) => span.from + ((span.to - span.from) * share) / of;
  return { from: at(part), to: at(part + 1) };
}
