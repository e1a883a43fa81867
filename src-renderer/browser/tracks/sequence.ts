import { drawSequence, leastLetterWidth } from '../../../src-main/drawing/index.ts';
import { placeOf } from '../igv-place.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/** bp a px up to which igv writes bases as letters. */
const widestLetters = 0.1;

/** bp a px up to which codons are seen one by one. */
const widestCodons = 1;

/** As igv draws reading frames: px of the first one's upper end, of their height and distance, and their colours. */
const frames = { top: 25, height: 25, step: 30 } as const;
const codonColors = { other: 'rgb(224,224,224)', start: 'rgb(0, 153, 0)', stop: 'rgb(255, 0, 0)' };

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
  /** Codons of each frame, of bases of the strand that is drawn. */
  translateSequence(bases: string): readonly (readonly { readonly aminoA: string }[])[];
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
    if (own.frameTranslate && drawing.bpPerPixel > widestCodons) drawNarrowFrames(own, drawing);
    else if (!isPlain) draw(drawing);
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

/** Starts and stops alone: igv's boxes of all codons would be a grey of moving stripes. */
function drawNarrowFrames(track: SequenceTrack, drawing: IgvDrawing): void {
  const { context, bpPerPixel, pixelWidth } = drawing;
  const { bpStart, sequence = '' } = (drawing.features ?? {}) as Partial<Sequence>;
  if (bpStart === undefined) return;
  drawBars(track, drawing);
  const bases = track.reversed
    ? sequence.toUpperCase().replaceAll(/[ACGT]/g, (base) => complements[base] ?? base)
    : sequence.toUpperCase();
  const left = Math.max(0, (bpStart - drawing.bpStart) / bpPerPixel);
  const right = Math.min(pixelWidth, (bpStart + bases.length - drawing.bpStart) / bpPerPixel);
  for (const [frame, codons] of track.translateSequence(bases).entries()) {
    const y = frames.top + frame * frames.step;
    context.fillStyle = codonColors.other;
    context.fillRect(left, y, Math.max(0, right - left), frames.height);
    for (const kind of ['start', 'stop'] as const) {
      context.fillStyle = codonColors[kind];
      for (const [index, { aminoA }] of codons.entries()) {
        const x = (bpStart + frame + 3 * index - drawing.bpStart) / bpPerPixel;
        if (x + 1 < 0 || x > pixelWidth || !(kind === 'stop' ? /STOP/ : /^M$/).test(aminoA))
          continue;
        context.fillRect(x, y, Math.max(1, 3 / bpPerPixel), frames.height);
      }
    }
  }
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
