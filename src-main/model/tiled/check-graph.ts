import { MegabaseError, defined } from '../../contract/index.ts';
import type { GraphOutline, GraphValue } from './graph-outline.ts';
import { readAxes, type GraphManifest, type GraphTracksOutput } from './manifest.ts';
import { tileTokens, tracksChannels } from './shape.ts';

/** A dimension as the manifest has it; `b` and other names stand for a length that is free. */
type Expected = number | string;

/**
 * Refuses a graph whose inputs and outputs are not those of its manifest, with the name found and
 * expected. What the graph leaves open is seen when it runs. Error: `model-graph`.
 */
export function checkGraph(path: string, manifest: GraphManifest, graph: GraphOutline): void {
  const { input, constants = [], outputs } = manifest;
  const fed = [input.name, ...constants.map(({ name }) => name)];
  const other = graph.inputs.find(({ name }) => !fed.includes(name));
  if (other !== undefined) {
    throw new MegabaseError(
      'model-graph',
      `${path}: the graph has an input "${other.name}", which manifest.json does not feed; it feeds ` +
        `${quoted(fed)}.`,
    );
  }
  const one = (name: string, what: 'input' | 'output', type: string, dims: readonly Expected[]) => {
    const values = what === 'input' ? graph.inputs : graph.outputs;
    expectValue(path, what, { name, type, dims }, values);
  };
  expectFree(path, manifest, dimsOf(graph.inputs, input.name));
  one(input.name, 'input', ...inputShape(manifest, dimsOf(graph.inputs, input.name)));
  for (const { name, type, shape } of constants) {
    one(name, 'input', type, shape === 'tokens' ? ['b', 'tokens'] : shape);
  }
  for (const output of outputs) {
    if (output.kind === 'lm') {
      one(output.name, 'output', 'float32', ['b', 'tokens', 'v']);
      continue;
    }
    const sizes: Record<string, Expected> = { bins: binsOf(manifest, output), tracks: 'tracks' };
    const axes = readAxes(output.layout).map((axis, i) => (i === 0 ? 'b' : (sizes[axis] ?? 1)));
    one(output.name, 'output', 'float32', axes);
    expectChannels(path, output, dimsOf(graph.outputs, output.name));
    if (output.count) {
      const dims = dimsOf(graph.outputs, output.count.name) ?? ['b', 'counts'];
      one(output.count.name, 'output', 'float32', ['b', ...dims.slice(1).map(() => 'counts')]);
    }
  }
}

/** Values of a whole tile; free where tiles may be shorter. */
function binsOf({ tiling }: GraphManifest, { bin, crop = 0 }: GraphTracksOutput): Expected {
  return tiling.shortest === undefined ? (tiling.length - 2 * crop) / bin : 'bins';
}

/** Where N is read letter by letter, a tile has as many tokens as its letters are known. */
function expectFree(path: string, { input }: GraphManifest, dims: GraphValue['dims']): void {
  if (input.kind !== 'tokens' || input.vocabulary.kind !== 'kmers') return;
  if (input.vocabulary.letters === undefined || typeof dims?.[1] !== 'number') return;
  throw new MegabaseError(
    'model-graph',
    `${path}: input "${input.name}" takes ${dims[1]} tokens; with vocabulary.letters in manifest.json ` +
      `a tile with N has more of them: leave the letters out.`,
  );
}

function inputShape(
  { input, tiling }: GraphManifest,
  dims: GraphValue['dims'],
): [string, Expected[]] {
  const isFree = tiling.shortest !== undefined;
  if (input.kind === 'one-hot') {
    const sizes: Record<string, Expected> = { L: isFree ? 'L' : tiling.length, '4': 4 };
    const axes = readAxes(input.layout).map((axis, i) => (i === 0 ? 'b' : (sizes[axis] ?? 1)));
    return ['float32', axes];
  }
  const tokens = tileTokens(input, tiling.length);
  const axis = dims?.[1];
  const isPadded = input.pad !== undefined && typeof axis === 'number' && axis >= tokens;
  return [input.type, ['b', isFree || isPadded ? 'tokens' : tokens]];
}

function expectValue(
  path: string,
  what: 'input' | 'output',
  expected: { readonly name: string; readonly type: string; readonly dims: readonly Expected[] },
  values: readonly GraphValue[],
): void {
  const { name, type, dims } = expected;
  const found = values.find((value) => value.name === name);
  if (found === undefined) {
    const names = values.length > 0 ? quoted(values.map((value) => value.name)) : 'none';
    throw new MegabaseError(
      'model-graph',
      `${path}: manifest.json names an ${what} "${name}"; the graph's ${what}s are ${names}.`,
    );
  }
  const agrees = (size: Expected, i: number) => {
    const own = defined(defined(found.dims)[i]);
    // A graph whose first axis is 1 takes one tile at a time.
    if (size === 'b') return typeof own !== 'number' || own === 1;
    return typeof own !== 'number' || typeof size !== 'number' || own === size;
  };
  const fits =
    found.dims === undefined || (found.dims.length === dims.length && dims.every(agrees));
  if (fits && found.type === type) return;
  const own = found.dims === undefined ? '' : ` [${found.dims.join(', ')}]`;
  throw new MegabaseError(
    'model-graph',
    `${path}: ${what} "${name}" is ${found.type}${own} in the graph; by manifest.json ${type} ` +
      `[${dims.join(', ')}] is expected.`,
  );
}

function expectChannels(path: string, output: GraphTracksOutput, dims: GraphValue['dims']): void {
  const axis = readAxes(output.layout).indexOf('tracks');
  const channels = axis < 0 ? 1 : dims?.[axis];
  const needed = tracksChannels(output);
  if (typeof channels !== 'number' || needed <= channels) return;
  throw new MegabaseError(
    'model-graph',
    `${path}: output "${output.name}" has ${channels} tracks; manifest.json names track ` +
      `${needed - 1}, counted from 0.`,
  );
}

function dimsOf(values: readonly GraphValue[], name: string): GraphValue['dims'] {
  return values.find((value) => value.name === name)?.dims;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
