import type { Region, TrackInfo, TrackValues } from '../../contract/index.ts';
import type { RawValues } from '../../engine/index.ts';
import { describeNetwork } from '../../model/index.ts';
import { SafetensorsFile, type TensorSpec } from '../../formats/safetensors/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import { interleave } from '../../sequence/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { RawSink } from '../run/index.ts';

/**
 * Writes what a pass computed for a region as safetensors: `logits [1,L,v]`, `last_hidden_state
 * [1,L,width]` in the published layout, and `tracks [1,bins,tracks]` of the model's head. Logits and
 * hidden states go to disk as they come.
 */
export class RawTensorFile {
  readonly #file: SafetensorsFile;
  readonly #network: { readonly vocabSize: number; readonly hiddenWidth: number };
  readonly #writing: Promise<void>[] = [];
  /** Tokens taken so far. */
  #taken = 0;

  private constructor(file: SafetensorsFile, network: { vocabSize: number; hiddenWidth: number }) {
    this.#file = file;
    this.#network = network;
  }

  /** `tracks`: the head's tracks to be written, all of one bin size. */
  static async create(
    path: string,
    { model, identity }: LoadedModel,
    place: {
      readonly region: Region;
      readonly contigLength: number;
      readonly replaces?: Replaceable | undefined;
    },
    tracks: readonly TrackInfo[],
  ): Promise<RawTensorFile> {
    const { region, contigLength, replaces } = place;
    const network = describeNetwork(model);
    const length = region.end - region.start;
    const tensors: Record<string, TensorSpec> = {
      logits: { dtype: 'F32', shape: [1, length, network.vocabSize] },
      last_hidden_state: { dtype: 'F32', shape: [1, length, network.hiddenWidth] },
    };
    const [first] = tracks;
    if (first) {
      const lastBin = Math.min(
        Math.ceil(region.end / first.bin),
        Math.floor(contigLength / first.bin),
      );
      const bins = Math.max(0, lastBin - Math.floor(region.start / first.bin));
      tensors['tracks'] = { dtype: 'F32', shape: [1, bins, tracks.length] };
    }
    const metadata = {
      program: 'megabase',
      model: `${identity.id} ${identity.version}`,
      model_sha256: identity.hash,
      contig: region.contig,
      start_0_based: String(region.start),
      end_0_based_exclusive: String(region.end),
      tracks: tracks.map(({ id }) => id).join(','),
    };
    const file = await SafetensorsFile.create(path, tensors, metadata, { replaces });
    return new RawTensorFile(file, network);
  }

  /** Takes values as the pass delivers them, in order; after a restart some come again. */
  readonly sink: RawSink = ({ start, tokens, logits, hidden }: RawValues) => {
    const { vocabSize, hiddenWidth } = this.#network;
    // A restarted pass may cut its chunks elsewhere.
    const known = Math.max(0, this.#taken - start);
    if (known >= tokens) return;
    this.#write('logits', (start + known) * vocabSize, logits.subarray(known * vocabSize));
    this.#write(
      'last_hidden_state',
      (start + known) * hiddenWidth,
      hidden.subarray(known * hiddenWidth),
    );
    this.#taken = start + tokens;
  };

  /** Adds the tracks, puts the file in its place and returns its size in bytes. */
  async finish(tracks: readonly TrackValues[]): Promise<number> {
    if (tracks.length > 0) {
      this.#write('tracks', 0, interleave(tracks.map(({ values }) => values)));
    }
    await Promise.all(this.#writing);
    return this.#file.finish();
  }

  async discard(): Promise<void> {
    await Promise.allSettled(this.#writing);
    await this.#file.discard();
  }

  #write(name: string, offset: number, values: Float32Array): void {
    const written = this.#file.write(name, offset, values);
    // Reported by finish; until then a failure must not count as unhandled.
    written.catch(() => undefined);
    this.#writing.push(written);
  }
}
