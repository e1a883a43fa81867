import type { FileOptions } from '../../../src-main/contract/index.ts';
import type { Row } from '../../../src-main/drawing/index.ts';
import type { IgvTrack } from '../igv-types.ts';
import { dressSignal } from '../tracks/index.ts';
import { addFrequencies } from './allele-frequency.ts';
import { askForBases } from './closed-view.ts';
import { keepCoverageScale } from './coverage-scale.ts';
import { drawOwnNames } from './feature-names.ts';
import { onSettled } from './file-options.ts';
import { nameByGene } from './gene-names.ts';
import { drawThemed } from './themed-canvas.ts';
import { colorVariants } from './variant-color.ts';

/** What a track tells while igv draws it. */
interface DressedEvents {
  /** Its scale may have changed. */
  readonly onScale: () => void;
  /** What igv chose by itself of how it is drawn. */
  readonly onSettled: (settled: FileOptions) => void;
}

/** Has a track that igv made be drawn as the window would have it. */
export function dressTrack(track: IgvTrack, row: Row, events: DressedEvents): void {
  for (const { viewportElement } of track.trackView?.viewports ?? []) {
    // The column has the name.
    viewportElement.querySelector('.igv-track-label')?.remove();
  }
  if (track.type === 'alignment') {
    askForBases(track);
    keepCoverageScale(track);
    if (row.settings.log) track.logScale = true;
    onSettled(track, (settled) => events.onSettled(settled));
  }
  if (track.type === 'annotation') {
    nameByGene(track);
    drawOwnNames(track);
  }
  if (track.type === 'variant') {
    addFrequencies(track);
    if (row.settings.color === undefined) colorVariants(track);
  }
  if (row.kind === 'file' && row.track.kind === 'signal') dressSignal(track, row.settings);
  drawThemed(track);
  // Of igv's axis only the moment is left at which a scale may have changed.
  if ('paintAxis' in track) {
    const value = () => events.onScale();
    Object.defineProperty(track, 'paintAxis', { value, configurable: true });
  }
}
