import { MegabaseError, defined } from '../../contract/index.ts';
import {
  activations,
  tracksOutputs,
  type GraphManifest,
  type GraphPackage,
  type GraphTracksOutput,
} from '../../model/index.ts';
import {
  openSession,
  type GraphSession,
  type FedTensor,
  type FloatTensor,
  type SessionOptions,
} from '../../model/session/index.ts';
import { baseDistributions, baseIds } from './base-distributions.ts';
import { encodeTile, type EncodedTile } from './encode-tile.ts';

/** What a graph says of one tile. */
export interface TileValues {
  /** `[outputs][tracks][bins]` of all that lies between the crops, for the outputs that give tracks. */
  readonly tracks: readonly (readonly Float32Array[])[];
  /** ln P of A, C, G and T, `[length, 4]`; absent without an lm output. */
  readonly distributions: Float32Array | undefined;
}

/** Most bp that are fed at once, over all tiles: the runtime's working memory grows with them. */
const maxBatchBases = 16_384;

/** A model's own graph, fed and read as its manifest says. */
export class TileGraph {
  /** Tiles that are fed at once. */
  readonly batchSize: number;
  readonly #model: GraphPackage;
  readonly #session: GraphSession;

  private constructor(model: GraphPackage, session: GraphSession) {
    this.#model = model;
    this.#session = session;
    const takesOne = axisOf(model, 0) === 1;
    this.batchSize = takesOne
      ? 1
      : Math.max(1, Math.floor(maxBatchBases / model.manifest.tiling.length));
  }

  /** Error: `model-graph` where the runtime cannot load it. */
  static async open(model: GraphPackage, options: SessionOptions): Promise<TileGraph> {
    try {
      return new TileGraph(model, await openSession(model.weights.path, options));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new MegabaseError(
        'model-graph',
        `ONNX Runtime cannot load ${model.weights.path}: ${why}.`,
        {
          cause,
        },
      );
    }
  }

  /** Reads tiles, each given by its tokens. */
  async read(tiles: readonly Uint8Array[]): Promise<TileValues[]> {
    const { input } = this.#model.manifest;
    const encoded = tiles.map((tokens) => encodeTile(input, tokens));
    const alike = encoded.every(
      ({ values }) => values.length === defined(encoded[0]).values.length,
    );
    const groups = alike ? [encoded] : encoded.map((one) => [one]);
    const values: TileValues[] = [];
    for (const group of groups) values.push(...(await this.#run(group, defined(tiles[0]).length)));
    return values;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  async #run(tiles: readonly EncodedTile[], length: number): Promise<TileValues[]> {
    const { manifest } = this.#model;
    const { outputs } = manifest;
    const names = outputs.map(({ name }) => name);
    const found = await this.#session.evaluate(this.#feeds(tiles, length), names);
    return tiles.map((tile, index) => {
      const partOf = (name: string) =>
        this.#partOf(defined(found[name]), index, tiles.length, name);
      const lm = outputs.find((output) => output.kind === 'lm');
      return {
        tracks: tracksOutputs(manifest).map((one) => this.#tracks(one, partOf(one.name), length)),
        distributions: lm && this.#distributions(lm, partOf(lm.name), tile),
      };
    });
  }

  #feeds(tiles: readonly EncodedTile[], length: number): Record<string, FedTensor> {
    const { input, constants = [] } = this.#model.manifest;
    const n = tiles.length;
    const { values } = defined(tiles[0]);
    const width = input.kind === 'one-hot' ? values.length : this.#tokens(values.length);
    const joined = new Float64Array(n * width).fill(input.kind === 'tokens' ? (input.pad ?? 0) : 0);
    tiles.forEach((tile, i) => joined.set(tile.values, i * width));
    const dims =
      input.kind === 'tokens'
        ? [n, width]
        : input.layout === '[1,L,4]'
          ? [n, length, 4]
          : [n, 4, length];
    const feeds = {
      [input.name]: typed(input.kind === 'tokens' ? input.type : 'float32', joined, dims),
    };
    for (const { name, type, value, shape } of constants) {
      const own = shape === 'tokens' ? [n, width] : shape;
      const data = new Float64Array(own.reduce((a, b) => a * b, 1)).fill(value);
      if (shape === 'tokens') {
        for (let i = 0; i < n; i++) data.fill(0, i * width + values.length, (i + 1) * width);
      }
      feeds[name] = typed(type, data, own);
    }
    return feeds;
  }

  /** Tokens that the graph is fed for `own` ones. */
  #tokens(own: number): number {
    const axis = axisOf(this.#model, 1);
    return typeof axis === 'number' ? Math.max(axis, own) : own;
  }

  #partOf({ data, dims }: FloatTensor, index: number, tiles: number, name: string): FloatTensor {
    if (dims.length !== 3 || dims[0] !== tiles) {
      throw this.#unlike(name, dims, `[${tiles}, ...] with three axes`);
    }
    const size = data.length / tiles;
    return { data: data.subarray(index * size, (index + 1) * size), dims: dims.slice(1) };
  }

  #tracks(output: GraphTracksOutput, { data, dims }: FloatTensor, length: number): Float32Array[] {
    const { bin, crop = 0, layout, tracks, name } = output;
    const byBin = layout === '[1,bins,tracks]';
    const [bins, channels] = byBin
      ? [defined(dims[0]), defined(dims[1])]
      : [defined(dims[1]), defined(dims[0])];
    const expected = (length - 2 * crop) / bin;
    if (bins !== expected) throw this.#unlike(name, dims, `${expected} bins of ${bin} bp`);
    const activate = activations[output.activation];
    return tracks.map(({ channel }, i) => {
      const c = channel ?? i;
      if (c >= channels) throw this.#unlike(name, dims, `track ${c}, counted from 0`);
      return Float32Array.from({ length: bins }, (_, b) =>
        activate(data[byBin ? b * channels + c : c * bins + b]!),
      );
    });
  }

  #distributions(output: LmOutput, { data, dims }: FloatTensor, tile: EncodedTile): Float32Array {
    const { input } = this.#model.manifest;
    if (input.kind !== 'tokens') throw new Error('An lm output needs tokens.');
    const [rows, vocabSize] = dims as [number, number];
    if (rows < tile.values.length)
      throw this.#unlike(output.name, dims, `${tile.values.length} tokens`);
    const ids = baseIds(input);
    if (vocabSize < ids) throw this.#unlike(output.name, dims, `logits of ${ids} tokens or more`);
    const causal = output.objective === 'causal';
    return baseDistributions(input, data, vocabSize, { starts: tile.starts, causal });
  }

  #unlike(name: string, dims: readonly number[], expected: string): MegabaseError {
    return new MegabaseError(
      'model-graph',
      `${this.#model.weights.path}: output "${name}" came as [${dims.join(', ')}]; by manifest.json ` +
        `${expected} were expected.`,
    );
  }
}

type LmOutput = Extract<GraphManifest['outputs'][number], { kind: 'lm' }>;

function axisOf({ manifest, graph }: GraphPackage, axis: number): number | string | undefined {
  return graph.inputs.find(({ name }) => name === manifest.input.name)?.dims?.[axis];
}

function typed(
  type: 'int64' | 'int32' | 'float32',
  values: Float64Array,
  dims: readonly number[],
): FedTensor {
  if (type === 'int64') return { data: BigInt64Array.from(values, BigInt), dims };
  return { data: type === 'int32' ? Int32Array.from(values) : Float32Array.from(values), dims };
}
