import { defined, type Scatter } from '../../contract/index.ts';

/** Rows up to which each is a point of its own. */
const mostPoints = 500;
/** Cells of a grid's side. */
const side = 48;

/** What predictions and observed values look like against each other; at least one row. */
export function scatterOf(predictions: ArrayLike<number>, truth: ArrayLike<number>): Scatter {
  const rows = truth.length;
  const [predicted, observed] = [ends(predictions), ends(truth)];
  const about = { rows, predicted, observed };
  if (rows <= mostPoints) {
    const points = { predicted: Array.from(predictions), observed: Array.from(truth) };
    return { ...about, points };
  }
  const counts = new Uint32Array(side * side);
  for (let i = 0; i < rows; i++) {
    const column = cellOf(defined(predictions[i]), predicted);
    const row = cellOf(defined(truth[i]), observed);
    counts[row * side + column]! += 1;
  }
  const filled = [...counts.keys()].filter((cell) => counts[cell]! > 0);
  const density = {
    side,
    column: filled.map((cell) => cell % side),
    row: filled.map((cell) => Math.floor(cell / side)),
    count: filled.map((cell) => counts[cell]!),
  };
  return { ...about, density };
}

function cellOf(value: number, [low, high]: readonly [number, number]): number {
  const share = high > low ? (value - low) / (high - low) : 0;
  return Math.min(side - 1, Math.floor(share * side));
}

function ends(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, defined(values[i]));
    high = Math.max(high, defined(values[i]));
  }
  return [low, high];
}
