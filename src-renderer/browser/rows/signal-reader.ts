import { pixelBins, type FetchSignal } from '../../../src-main/drawing/index.ts';
import { dataTrackConfig } from './browser-config.ts';
import type { IgvBrowser, IgvTrack } from '../igv-types.ts';
import { columnsOf, type IgvValue } from '../tracks/index.ts';

/** Reads files of signals by igv's own readers, for rows that are made of two. */
export class SignalReader {
  readonly #browser: IgvBrowser;
  /** By address; tracks that are in no view. */
  readonly #tracks = new Map<string, Promise<IgvTrack>>();

  constructor(browser: IgvBrowser) {
    this.#browser = browser;
  }

  /** Another genome has other names for contigs. */
  clear(): void {
    this.#tracks.clear();
  }

  readonly read: FetchSignal = async (file, { chr, start, end, bpPerPixel }) => {
    const { url } = file.file;
    const made = this.#tracks.get(url) ?? this.#browser.createTrack(dataTrackConfig(file, {}));
    this.#tracks.set(url, made);
    const { featureSource } = await made;
    const asked = { chr, start, end, bpPerPixel, windowFunction: 'mean' };
    const found = ((await featureSource?.getFeatures(asked)) ?? []) as readonly IgvValue[];
    return pixelBins(columnsOf(found), { start, end }, bpPerPixel);
  };
}
