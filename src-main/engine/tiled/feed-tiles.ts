import { defined } from '../../contract/index.ts';
import { readAxes, type GraphPackage } from '../../model/index.ts';
import type { FedTensor } from '../../model/session/index.ts';
import type { EncodedTokens } from './encode-tokens.ts';

/** What a graph is fed for tiles of `length` bp, alike in tokens. */
export function feedTiles(
  model: GraphPackage,
  tiles: readonly EncodedTokens[],
  length: number,
): Record<string, FedTensor> {
  const { input, constants = [] } = model.manifest;
  const n = tiles.length;
  const { values } = defined(tiles[0]);
  const width = input.kind === 'one-hot' ? values.length : paddedTokens(model, values.length);
  const joined = new Float64Array(n * width).fill(input.kind === 'tokens' ? (input.pad ?? 0) : 0);
  tiles.forEach((tile, i) => joined.set(tile.values, i * width));
  const sizes: Record<string, number> = { L: length, '4': 4 };
  const dims =
    input.kind === 'tokens'
      ? [n, width]
      : readAxes(input.layout).map((axis, i) => (i === 0 ? n : (sizes[axis] ?? 1)));
  const feeds = {
    [input.name]: typed(input.kind === 'tokens' ? input.type : 'float32', joined, dims),
  };
  for (const { name, type, value, shape } of constants) {
    const own = shape === 'tokens' ? [n, width] : shape.map((size) => (size === 'b' ? n : size));
    const data = new Float64Array(own.reduce((a, b) => a * b, 1));
    const given = [value].flat();
    data.forEach((_, i) => (data[i] = defined(given[i % given.length])));
    if (shape === 'tokens') {
      for (let i = 0; i < n; i++) data.fill(0, i * width + values.length, (i + 1) * width);
    }
    feeds[name] = typed(type, data, own);
  }
  return feeds;
}

/** The size of an axis of the graph's input; a name where it is free. */
export function inputAxis(
  { manifest, graph }: GraphPackage,
  axis: number,
): number | string | undefined {
  return graph.inputs.find(({ name }) => name === manifest.input.name)?.dims?.[axis];
}

/** Tokens that the graph is fed for `own` ones. */
function paddedTokens(model: GraphPackage, own: number): number {
  const axis = inputAxis(model, 1);
  return typeof axis === 'number' ? Math.max(axis, own) : own;
}

function typed(
  type: 'int64' | 'int32' | 'float32',
  values: Float64Array,
  dims: readonly number[],
): FedTensor {
  if (type === 'int64') return { data: BigInt64Array.from(values, BigInt), dims };
  return { data: type === 'int32' ? Int32Array.from(values) : Float32Array.from(values), dims };
}
