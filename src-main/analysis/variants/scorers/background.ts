import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  defined,
  hasSign,
  MegabaseError,
  type ModelIdentity,
  type VariantScores,
} from '../../../contract/index.ts';
import { writeOwnFileSync } from '../../../formats/output/index.ts';
import { mapScores, type ScoreTerms } from './each-score.ts';

/** Points that a distribution is kept by, from its least value to its largest. */
const points = 1001;

const schema = z.object({
  formatVersion: z.literal(2),
  model: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
  scores: z.record(
    z.string(),
    z.object({
      /** File of the variants. */
      source: z.string(),
      variants: z.number(),
      values: z.array(z.number()),
    }),
  ),
});
type Stored = z.infer<typeof schema>;

/** How scores of common variants are distributed, by which others are ranked. */
export class ScoreBackground {
  readonly #scores: ReadonlyMap<string, Stored['scores'][string]>;

  constructor({ scores }: Pick<Stored, 'scores'>) {
    this.#scores = new Map(Object.entries(scores));
  }

  /** Files of the variants, sorted. */
  get sources(): string[] {
    return [...new Set([...this.#scores.values()].map(({ source }) => source))].sort();
  }

  /** All that ranks go by, as text. */
  get content(): string {
    return JSON.stringify([...this.#scores]);
  }

  /** Scores with their quantiles, where the background has scores made alike. */
  rank(scores: VariantScores, terms: ScoreTerms): VariantScores {
    return mapScores(scores, terms, (key, value) => this.quantile(key, value));
  }

  /**
   * The share of the background below a score, half of those alike counted: 0 to 1, and of scores with a sign
   * from -1 to 1, as AlphaGenome's `quantile_score` is. Undefined where there is nothing to rank it by.
   */
  quantile(key: string, value: number): number | undefined {
    const values = this.#scores.get(key)?.values;
    if (values === undefined || values.length === 0 || Number.isNaN(value)) return undefined;
    const share =
      (before(values, value, false) + before(values, value, true)) / (2 * values.length);
    return hasSign(key) ? 2 * share - 1 : share;
  }
}

/** Gathers the scores of common variants. */
export class BackgroundScores {
  readonly #values = new Map<string, number[]>();

  add(scores: VariantScores, terms: ScoreTerms): void {
    mapScores(scores, terms, (key, value) => {
      if (Number.isNaN(value)) return undefined;
      const own = this.#values.get(key);
      if (own) own.push(value);
      else this.#values.set(key, [value]);
      return undefined;
    });
  }

  get kinds(): number {
    return this.#values.size;
  }

  /** Keeps them for a model, in place of what was there of scores made alike. Resolves with the file. */
  store(folder: string, { id, version, hash }: ModelIdentity, source: string): string {
    const path = backgroundPath(folder, hash);
    const before = existsSync(path) ? readStored(path).scores : {};
    const fresh = [...this.#values].map(([key, all]) => {
      const sorted = Float64Array.from(all).sort();
      const count = Math.min(points, sorted.length);
      const values = Array.from({ length: count }, (_, i) =>
        defined(sorted[Math.round((i * (sorted.length - 1)) / Math.max(1, count - 1))]),
      );
      return [key, { source, variants: all.length, values }] as const;
    });
    const scores = { ...before, ...Object.fromEntries(fresh) };
    const stored: Stored = { formatVersion: 2, model: { id, version, hash }, scores };
    writeOwnFileSync(path, JSON.stringify(stored));
    return path;
  }
}

/** The background of a model; undefined where none was made. Error: `usage` for a damaged one. */
export function findBackground(
  folder: string,
  { hash }: ModelIdentity,
): ScoreBackground | undefined {
  const path = backgroundPath(folder, hash);
  return existsSync(path) ? new ScoreBackground(readStored(path)) : undefined;
}

function backgroundPath(folder: string, hash: string): string {
  return join(folder, `${hash}.json`);
}

function readStored(path: string): Stored {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new MegabaseError(
      'usage',
      `${path} is not a background of variants; delete it and run \`megabase variants background\` again.`,
      { cause },
    );
  }
}

/** How many sorted values are smaller than one, or with `alike` no larger. */
function before(values: readonly number[], value: number, alike: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = defined(values[middle]);
    if (one < value || (alike && one === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
