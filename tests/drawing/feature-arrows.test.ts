import { expect, it } from 'vitest';
import { arrowColor, drawFeatures, layOutFeatures } from '../../src-main/drawing/index.ts';
import { RecordingPen } from './recording-pen.ts';

/** Keeps the colours of what it strokes. */
class StrokePen extends RecordingPen {
  readonly strokes: unknown[] = [];
  override stroke(): void {
    this.strokes.push(this.strokeStyle);
  }
}

it.each([
  ['#ffff00', '#1a1f27'],
  ['rgb(255,255,0)', '#1a1f27'],
  ['rgb(0, 255, 255)', '#1a1f27'],
  ['#0b6e99', '#ffffff'],
  ['#5b6675', '#ffffff'],
  ['rgb(200,0,0)', '#ffffff'],
  ['#d55e00', '#ffffff'],
])('arrows are seen on a feature of %s', (color, arrows) => {
  expect(arrowColor(color)).toBe(arrows);
  const pen = new StrokePen();
  const place = { contig: 'c1', bpStart: 0, bpPerPixel: 2, width: 500 };
  const own = { start: 100, end: 900, strand: '+' as const, color };
  const features = [{ ...own, parts: [] }];
  drawFeatures(pen, layOutFeatures(pen, features, place), { ...place, height: 30 });
  const parted = [{ ...own, parts: [{ start: 200, end: 600, coding: true }] }];
  drawFeatures(pen, layOutFeatures(pen, parted, place), { ...place, height: 30 });
  expect(pen.strokes).toEqual([arrows, color, arrows]);
});
