import { MegabaseError, defined } from '../../contract/index.ts';
import {
  ownComplement,
  tracksOutputs,
  type GraphManifest,
  type GraphPackage,
  type GraphTracksOutput,
} from '../../model/index.ts';
import {
  openSession,
  type GraphSession,
  type FloatTensor,
  type SessionOptions,
} from '../../model/session/index.ts';
import { reverseComplement } from '../../sequence/index.ts';
import type { PartialReading } from '../jobs/index.ts';
import { baseDistributions, baseIds } from './base-distributions.ts';
import { channelValues, outputSizes, type ChannelValues } from './channel-values.ts';
import { encodeTokens, type EncodedTokens } from './encode-tokens.ts';
import { feedTiles, inputAxis } from './feed-tiles.ts';
import {
  joinReadings,
  strandReading,
  type MemberReading,
  type TileValues,
} from './join-readings.ts';

/** Most bp that are fed at once, over all tiles: the runtime's working memory grows with them. */
const maxBatchBases = 16_384;

/** A model's own graphs, fed and read as its manifest says. */
export class TileGraph {
  /** Tiles that are fed at once. */
  readonly batchSize: number;
  readonly #model: GraphPackage;
  readonly #members: readonly GraphSession[];
  readonly #strand: PartialReading['strand'];

  private constructor(
    model: GraphPackage,
    members: readonly GraphSession[],
    strand: PartialReading['strand'],
  ) {
    this.#model = model;
    this.#strand = strand;
    this.#members = members;
    const takesOne = inputAxis(model, 0) === 1;
    this.batchSize = takesOne
      ? 1
      : Math.max(1, Math.floor(maxBatchBases / model.manifest.tiling.length));
  }

  /** Error: `model-graph` where the runtime cannot load one. */
  static async open(
    model: GraphPackage,
    options: SessionOptions,
    { strand, member }: PartialReading = {},
  ): Promise<TileGraph> {
    const members: GraphSession[] = [];
    const paths = member === undefined ? model.members : [defined(model.members[member])];
    for (const path of paths) {
      try {
        members.push(await openSession(path, options));
      } catch (cause) {
        for (const member of members) await member.release();
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new MegabaseError('model-graph', `ONNX Runtime cannot load ${path}: ${why}.`, {
          cause,
        });
      }
    }
    return new TileGraph(model, members, strand);
  }

  /** Reads tiles, each given by its tokens. */
  async read(tiles: readonly Uint8Array[]): Promise<TileValues[]> {
    const { manifest } = this.#model;
    const strand = this.#strand;
    if (strand !== undefined) {
      const read = strand === 'forward' ? tiles : tiles.map(mirrored);
      const readings = await this.#readStrand(read);
      return readings.map((own) => strandReading(manifest, own, strand));
    }
    const forward = await this.#readStrand(tiles);
    const reverse =
      manifest.reverseComplement === undefined
        ? undefined
        : await this.#readStrand(tiles.map(mirrored));
    return forward.map((own, i) => joinReadings(manifest, own, reverse?.[i] ?? []));
  }

  async release(): Promise<void> {
    for (const member of this.#members) await member.release();
  }

  /** What each member says of each tile, `[tiles][members]`. */
  async #readStrand(tiles: readonly Uint8Array[]): Promise<MemberReading[][]> {
    const { input } = this.#model.manifest;
    const encoded = tiles.map((tokens) => ({ ...encodeTokens(input, tokens), bp: tokens.length }));
    const [first] = encoded;
    const alike = encoded.every(
      ({ values, bp }) => values.length === first?.values.length && bp === first.bp,
    );
    const groups = alike ? [encoded] : encoded.map((one) => [one]);
    const readings: MemberReading[][] = [];
    for (const group of groups) {
      const feeds = feedTiles(this.#model, group, defined(group[0]).bp);
      const own: MemberReading[][] = group.map(() => []);
      for (const member of this.#members) {
        const found = await member.evaluate(feeds, this.#outputNames());
        group.forEach((tile, i) =>
          defined(own[i]).push(this.#reading(found, tile, i, group.length)),
        );
      }
      readings.push(...own);
    }
    return readings;
  }

  #outputNames(): string[] {
    const { outputs } = this.#model.manifest;
    const counts = tracksOutputs(this.#model.manifest).flatMap(({ count }) => count?.name ?? []);
    return [...new Set([...outputs.map(({ name }) => name), ...counts])];
  }

  #reading(
    found: Readonly<Record<string, FloatTensor>>,
    tile: EncodedTokens & { readonly bp: number },
    index: number,
    tiles: number,
  ): MemberReading {
    const { manifest } = this.#model;
    const partOf = (name: string) => this.#partOf(defined(found[name]), index, tiles, name);
    const lm = manifest.outputs.find((output) => output.kind === 'lm');
    return {
      outputs: tracksOutputs(manifest).map((output) => {
        const count = output.count && partOf(output.count.name).data;
        return this.#channels(output, partOf(output.name), tile.bp, count);
      }),
      distributions: lm && this.#distributions(lm, partOf(lm.name), tile),
    };
  }

  #partOf({ data, dims }: FloatTensor, index: number, tiles: number, name: string): FloatTensor {
    if (dims[0] !== tiles) throw this.#unlike(name, dims, `${tiles} tiles first`);
    const size = data.length / tiles;
    return { data: data.subarray(index * size, (index + 1) * size), dims: dims.slice(1) };
  }

  #channels(
    output: GraphTracksOutput,
    { data, dims }: FloatTensor,
    length: number,
    count: Float32Array | undefined,
  ): ChannelValues {
    const { bin, crop = 0, layout, tracks, name } = output;
    const sizes = outputSizes(output, dims);
    if (sizes === undefined) throw this.#unlike(name, dims, `the axes ${layout}, of one tile,`);
    const expected = (length - 2 * crop) / bin;
    if (sizes.bins !== expected) throw this.#unlike(name, dims, `${expected} bins of ${bin} bp`);
    const last = Math.max(...tracks.map(({ channel, swap = 0 }) => Math.max(channel, swap)));
    if (last >= sizes.channels) throw this.#unlike(name, dims, `track ${last}, counted from 0`);
    if (output.count && count && count.length !== 1 && count.length !== sizes.channels) {
      const wanted = `1 or ${sizes.channels} values a tile`;
      throw this.#unlike(output.count.name, [count.length], wanted);
    }
    return channelValues(output, data, sizes, count);
  }

  #distributions(output: LmOutput, { data, dims }: FloatTensor, tile: EncodedTokens): Float32Array {
    const { input } = this.#model.manifest;
    if (input.kind !== 'tokens') throw new Error('An lm output needs tokens.');
    const [rows = 0, vocabSize = 0, ...others] = dims;
    if (others.length > 0 || rows < tile.values.length)
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

const complement = ownComplement();
const mirrored = (tokens: Uint8Array) => reverseComplement(tokens, complement);

type LmOutput = Extract<GraphManifest['outputs'][number], { kind: 'lm' }>;
