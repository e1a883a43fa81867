import { drawSequence, leastLetterWidth } from '../../../src-main/drawing/index.ts';
import { placeOf } from '../igv-place.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/** bp a px up to which igv writes bases as letters. */
const widestLetters = 0.1;

/** As igv draws it: px of the bars' upper end, and their height. */
const [top, height] = [5, 10];

interface Sequence {
  readonly bpStart: number;
  readonly sequence?: string;
}

/** igv's row of the sequence. */
type SequenceTrack = IgvTrack & {
  readonly frameTranslate?: boolean;
  readonly reversed?: boolean;
  fillColor(base: string): string;
};

const complements: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };

/**
 * Has the sequence be letters as long as they can be read, and draw no more bars than there are pixels: igv
 * draws one for each base, also where nine of them share a pixel, and took longer over it than over all reads.
 */
export function dressSequence(track: IgvTrack): void {
  const own = track as SequenceTrack;
  const draw = own.draw.bind(own);
  const bars = (drawing: IgvDrawing) => {
    const isPlain = drawing.bpPerPixel > widestLetters && !own.frameTranslate;
    if (!isPlain) draw(drawing);
    else if (drawing.bpPerPixel * leastLetterWidth <= 1) drawNarrowLetters(own, drawing);
    else drawBars(own, drawing);
  };
  Object.defineProperty(own, 'draw', { value: bars, configurable: true });
  const getFeatures = own.getFeatures?.bind(own);
  if (!getFeatures) return;
  // igv counts its frames from where what it has fetched begins: a frame would change its row with every move.
  const inFrame: typeof getFeatures = (chr, start, ...others) =>
    getFeatures(chr, 3 * Math.floor(start / 3), ...others);
  Object.defineProperty(own, 'getFeatures', { value: inFrame, configurable: true });
}

/** Where igv would draw bars, though there is room for letters. */
function drawNarrowLetters(track: SequenceTrack, drawing: IgvDrawing): void {
  const { bpStart, sequence = '' } = (drawing.features ?? {}) as Partial<Sequence>;
  if (bpStart === undefined) return;
  const place = placeOf(drawing);
  const from = Math.max(0, Math.floor(drawing.bpStart) - bpStart);
  const count = Math.ceil(place.width * place.bpPerPixel) + 1;
  const seen = sequence.slice(from, from + count).toUpperCase();
  const letters = track.reversed
    ? seen.replaceAll(/[ACGT]/g, (base) => complements[base] ?? base)
    : seen;
  // As high as the bars are, at their place.
  drawing.context.save();
  drawing.context.translate(0, top - 1);
  drawSequence(
    drawing.context,
    { start: bpStart + from, letters },
    { ...place, height: height + 2 },
  );
  drawing.context.restore();
}

function drawBars(track: SequenceTrack, drawing: IgvDrawing): void {
  const { context, bpPerPixel, pixelWidth } = drawing;
  const { bpStart, sequence = '' } = (drawing.features ?? {}) as Partial<Sequence>;
  if (bpStart === undefined) return;
  const step = Math.max(1, bpPerPixel);
  const end = drawing.bpStart + pixelWidth * bpPerPixel;
  for (let at = Math.floor(drawing.bpStart); at < end; at += step) {
    const base = sequence[Math.floor(at) - bpStart]?.toUpperCase();
    if (base === undefined) continue;
    context.fillStyle = track.fillColor(track.reversed ? (complements[base] ?? base) : base);
    context.fillRect((at - drawing.bpStart) / bpPerPixel, top, step / bpPerPixel, height);
  }
}
