import { plainNetwork } from './plain-network.ts';
import { PlainWeights, readConfig } from './plain-weights.ts';

export type PlainPool = 'mean' | 'max' | 'first' | 'last';

/**
 * The logits of a `CaduceusForSequenceClassification` as its published code computes them: each strand's
 * hidden states are pooled by themselves and scored, and the strands' logits averaged.
 */
export function plainClassifier(folder: string, ids: ArrayLike<number>, pool: PlainPool): number[] {
  const { hidden } = plainNetwork(folder, ids);
  const { shape, data } = new PlainWeights(folder).get('score.weight');
  const [labels, d] = shape as [number, number];
  const strands =
    readConfig(folder)['rcps'] === true
      ? [
          hidden.map((row) => [...row.slice(0, d)]),
          hidden.map((row) => [...row.slice(d)].reverse()).reverse(),
        ]
      : [hidden.map((row) => [...row])];
  const logits = strands.map((rows) => {
    const pooled = poolRows(rows, pool);
    return Array.from({ length: labels }, (_, l) =>
      pooled.reduce((sum, value, c) => sum + value * data[l * d + c]!, 0),
    );
  });
  return logits[0]!.map((_, l) => logits.reduce((sum, row) => sum + row[l]!, 0) / logits.length);
}

function poolRows(rows: readonly number[][], pool: PlainPool): number[] {
  switch (pool) {
    case 'mean':
      return rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
    case 'max':
      return rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!)));
    case 'first':
      return rows[0]!;
    case 'last':
      return rows.at(-1)!;
  }
}
