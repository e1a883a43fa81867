import { expect, it } from 'vitest';
import { letterColors } from '../../src-main/drawing/index.ts';
import type { IgvDrawing, IgvTrack } from '../../src-renderer/browser/igv-types.ts';
import { dressSequence } from '../../src-renderer/browser/tracks/sequence.ts';
import { boxOf, recordingPen } from '../support/recording-pen.ts';

/** What the row of a sequence fills, so many px a base, and whether igv's own picture of it was asked for. */
function drawnAt(pxPerBase: number, reversed = false) {
  let isOwn = false;
  const track = { reversed, draw: () => void (isOwn = true), fillColor: (base: string) => base };
  dressSequence(track as unknown as IgvTrack);
  const { pen, filled } = recordingPen();
  const drawing = {
    ...{ context: pen, bpStart: 102, bpPerPixel: 1 / pxPerBase, pixelWidth: 4 * pxPerBase },
    ...{ pixelHeight: 20, referenceFrame: { chr: 'chr1', start: 102, end: 106 } },
    features: { bpStart: 100, sequence: 'ttaCgnAA' },
  };
  (track as unknown as IgvTrack).draw(drawing as unknown as IgvDrawing);
  return { isOwn, filled };
}

it('the sequence is letters from 6 px a base on, and those of its other strand where it is turned', () => {
  const { filled } = drawnAt(8);
  expect(filled.map(({ color }) => color).slice(0, 3)).toEqual(
    ['A', 'C', 'G'].map((letter) => letterColors[letter]),
  );
  // Outlines of letters, and not boxes; the N is one.
  expect(filled.map(({ outlines: [first] }) => first!.length > 4)).toEqual([
    ...[true, true, true, false],
  ]);
  expect(boxOf(filled[0]!.outlines)).toMatchObject({ top: 5, bottom: 15 });
  expect(boxOf(filled[1]!.outlines).left).toBeCloseTo(8, 0);
  expect(drawnAt(8, true).filled[0]!.color).toBe(letterColors['T']);
});

it('the sequence is bars where letters have no room, and left to igv where they have plenty', () => {
  expect(drawnAt(5).filled.map(({ outlines: [first] }) => first!.length)).toEqual([4, 4, 4, 4]);
  expect([5, 8, 9].some((px) => drawnAt(px).isOwn)).toBe(false);
  expect(drawnAt(12)).toMatchObject({ isOwn: true, filled: [] });
});

it('reading frames keep their rows as one moves, and show starts and stops alone where codons have no room', async () => {
  const asked: number[] = [];
  const codon = (aminoA: string) => ({ aminoA });
  const track = {
    ...{ frameTranslate: true, draw: () => undefined, fillColor: () => 'base' },
    getFeatures: (_: string, start: number) => Promise.resolve(asked.push(start)),
    translateSequence: () => [[codon('A'), codon('STOP')], [codon('M'), codon('I')], [codon('')]],
  };
  const own = track as unknown as IgvTrack;
  dressSequence(own);
  for (const start of [99, 100, 101, 102]) await own.getFeatures?.('chr1', start, 200);
  expect(asked).toEqual([99, 99, 99, 102]);
  const { pen, filled } = recordingPen();
  const drawing = {
    ...{ context: pen, bpStart: 99, bpPerPixel: 1.5, pixelWidth: 6, pixelHeight: 115 },
    features: { bpStart: 99, sequence: 'GCATAAATG' },
  };
  own.draw(drawing as unknown as IgvDrawing);
  const marks = filled.filter(({ color }) => !['base', 'rgb(224,224,224)'].includes(color));
  expect(marks.map(({ color, outlines }) => [color, boxOf(outlines).left])).toEqual([
    ['rgb(255, 0, 0)', 2],
    ['rgb(0, 153, 0)', 2 / 3],
  ]);
  // One strip a frame below the bars.
  expect(filled.filter(({ color }) => color === 'rgb(224,224,224)')).toHaveLength(3);
});
