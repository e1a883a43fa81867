import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { providers, type Provider } from '../../contract/index.ts';
import type { TileValues } from './join-readings.ts';

/** How many numbers a tile's values have: of each output with tracks, by track; and per base. */
export interface TileShape {
  readonly tracks: readonly { readonly tracks: number; readonly bins: number }[];
  /** bp whose distributions there are; 0 without an lm output. */
  readonly distributions: number;
}

/** Bytes in front of a tile's values: CRC-32 of what follows, seconds that were taken, and the provider's number. */
const headBytes = 12;

/**
 * What a graph said of the tiles of a pass that have been read, one after the other, each behind its CRC-32, the
 * seconds that the pass had taken, and what computed it. Going on ends at the first that is not what was written, as a
 * kill or a power cut leaves it.
 */
export class TileCheckpoint {
  readonly #folder: string;
  readonly #file: number;
  /** Bytes of whole tiles. */
  #end = 0;
  #seconds = 0;
  readonly #computedBefore = new Set<Provider>();
  #isOpen = true;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#file = openSync(join(folder, 'tiles.bin'), 'a+');
  }

  /** What earlier attempts took to come to the last tile that was read from here. */
  get secondsBefore(): number {
    return this.#seconds;
  }

  /** What has computed the tiles that were read from here. */
  get computedBefore(): readonly Provider[] {
    return [...this.#computedBefore];
  }

  /** The next tile that was kept; undefined where there is none. */
  read({ tracks, distributions }: TileShape): TileValues | undefined {
    const floats = tracks.reduce((sum, one) => sum + one.tracks * one.bins, 4 * distributions);
    const record = new Uint8Array(headBytes + 4 * floats);
    if (readSync(this.#file, record, 0, record.length, this.#end) < record.length) return undefined;
    const head = new DataView(record.buffer);
    const provider = providers[head.getUint32(8)];
    if (provider === undefined || head.getUint32(0) !== crc32(record.subarray(4))) return undefined;
    this.#computedBefore.add(provider);
    this.#end += record.length;
    this.#seconds = head.getFloat32(4);
    const values = new Float32Array(record.buffer.slice(headBytes));
    let end = 0;
    const next = (count: number) => values.slice(end, (end += count));
    return {
      tracks: tracks.map((one) => Array.from({ length: one.tracks }, () => next(one.bins))),
      distributions: distributions > 0 ? next(4 * distributions) : undefined,
    };
  }

  /** Keeps the values of the next tile, which `provider` has computed; `seconds`: of this attempt so far. */
  write({ tracks, distributions }: TileValues, provider: Provider, seconds: number): void {
    const parts = [...tracks.flat(), ...(distributions ? [distributions] : [])];
    const values = Buffer.concat(
      parts.map(
        ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
      ),
    );
    const record = Buffer.concat([new Uint8Array(headBytes), values]);
    record.writeFloatBE(this.#seconds + seconds, 4);
    record.writeUInt32BE(providers.indexOf(provider), 8);
    record.writeUInt32BE(crc32(record.subarray(4)));
    ftruncateSync(this.#file, this.#end);
    writeSync(this.#file, record);
    this.#end += record.length;
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  /** Removes everything: the pass is done. */
  discard(): void {
    this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
