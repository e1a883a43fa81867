import type {
  BackgroundComparison,
  DistalEffect,
  EffectTarget,
  TrackInfo,
  VariantScores,
} from '../../../contract/index.ts';
import { compareEffect, compareWith } from '../../effects/index.ts';

/** What one random change near a variant does. */
type FoundChange = Pick<VariantScores, 'llr' | 'maskedLlr' | 'local'> & {
  /** By target; those that do not change are absent. */
  readonly distal: ReadonlyMap<string, number>;
};

/** What random changes near each variant do, until the variant's own scores are judged by it. */
export class ChangeBackground {
  readonly #changes = new Map<number, Partial<FoundChange>[]>();
  readonly #units: ReadonlyMap<string, string>;
  readonly #targetUnit: string;

  /** @param readout the track at the targets */
  constructor(tracks: readonly TrackInfo[], readout: TrackInfo | undefined) {
    this.#units = new Map(tracks.map(({ id, unit }) => [id, unit]));
    this.#targetUnit = readout?.unit ?? '';
  }

  /** Takes what one change of a variant does: its effects, or its masked ratio. */
  add(
    variant: number,
    change: number,
    found: Partial<Pick<VariantScores, 'llr' | 'maskedLlr' | 'local' | 'distal'>>,
  ): void {
    const own = this.#changes.get(variant) ?? [];
    this.#changes.set(variant, own);
    const { distal, ...others } = found;
    own[change] = {
      ...own[change],
      ...others,
      ...(distal && { distal: new Map(distal.map((one) => [keyOf(one.target), one.effect])) }),
    };
  }

  /** A variant's scores with how each compares; its changes are let go of. */
  compare(variant: number, scores: VariantScores): VariantScores {
    const changes = (this.#changes.get(variant) ?? []).filter(Boolean);
    this.#changes.delete(variant);
    const found = (of: (change: Partial<FoundChange>) => number | undefined) =>
      changes.map((change) => of(change) ?? NaN);
    const ratio = (id: 'llr' | 'maskedLlr'): BackgroundComparison | undefined => {
      const value = scores[id];
      // A ratio has a good end and a bad one: the lower, the less likely.
      return value === undefined
        ? undefined
        : compareWith(
            value,
            found((change) => change[id]),
            (one) => -one,
          );
    };
    const distal = ({ target, effect }: DistalEffect) =>
      // A target that a change leaves as it is, is none of those that are told.
      compareEffect(
        effect,
        found((change) => change.distal && (change.distal.get(keyOf(target)) ?? 0)),
        this.#targetUnit,
      );
    return {
      ...scores,
      llrBackground: ratio('llr'),
      maskedLlrBackground: ratio('maskedLlr'),
      local: scores.local.map((one, i) => ({
        ...one,
        background: compareEffect(
          one.effect,
          found((change) => change.local?.[i]?.effect),
          this.#units.get(one.track) ?? '',
        ),
      })),
      distal: scores.distal.map((one) => ({ ...one, background: distal(one) })),
    };
  }
}

function keyOf({ name, start }: EffectTarget): string {
  return `${start} ${name}`;
}
