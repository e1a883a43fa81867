import { expect, it } from 'vitest';
import { drawOwnNames } from '../../src-renderer/browser/rows/feature-names.ts';
import { nameByGene } from '../../src-renderer/browser/rows/gene-names.ts';
import { sharedHeight } from '../../src-renderer/browser/rows/spare-room.ts';
import type { IgvDrawing, IgvTrack } from '../../src-renderer/browser/igv-types.ts';
import { RecordingPen } from '../drawing/recording-pen.ts';

const features = [
  { name: 'FIRST', start: 1_000, end: 1_200, row: 0 },
  { gene: { name: 'SECOND' }, start: 1_150, end: 1_400, row: 1 },
  { name: '.', start: 1_500, end: 1_600, row: 0 },
  { id: 'third', start: 2_000, end: 5_000, row: 0 },
];

/** Texts of a row of annotation: those that igv writes itself, and all that are there in the end. */
function textsOf(displayMode: string, hasRoom: boolean) {
  let own = 0;
  const track = {
    ...{ displayMode, margin: 10, expandedRowHeight: 30 },
    // As igv does it: whether there is room is settled, and then asked for each feature.
    draw(drawing: { drawLabel?: boolean }) {
      for (const _ of features) {
        drawing.drawLabel = hasRoom;
        if (drawing.drawLabel) own++;
      }
    },
  };
  drawOwnNames(track as unknown as IgvTrack);
  const pen = new RecordingPen();
  const drawing = {
    ...{ context: pen, features, bpStart: 0, bpPerPixel: 10, pixelWidth: 300, pixelHeight: 80 },
    referenceFrame: { chr: 'chr1', start: 1_000, end: 2_100 },
  };
  (track as unknown as IgvTrack).draw(drawing as unknown as IgvDrawing);
  const texts = pen.texts.toSorted((a, b) => a.left - b.left);
  return { own, texts: texts.map(({ text, left, bottom }) => [text, left, bottom]) };
}

it('names of an annotation are ours, in the rows that igv packs it into, inside of the view', () => {
  expect(textsOf('EXPANDED', true)).toEqual({
    own: 0,
    texts: [
      ['FIRST', 101, 35],
      ['SECOND', 109.5, 65],
      ['third', 179, 35],
    ],
  });
  // On one line, where the first has no room beside the longer second.
  expect(textsOf('COLLAPSED', true).texts.map(([text]) => text)).toEqual(['SECOND', 'third']);
});

it('an annotation that is squished or crowded has no names', () => {
  expect(textsOf('SQUISHED', true)).toEqual({ own: 0, texts: [] });
  expect(textsOf('EXPANDED', false)).toEqual({ own: 0, texts: [] });
});

it('a gene that ends in mid-codon is drawn without the letters that would lie over an intron', () => {
  const asked: (string | null | undefined)[] = [];
  const track = {
    ...{ displayMode: 'EXPANDED', margin: 10, expandedRowHeight: 30 },
    // As igv does it: of the codon that is cut off it asks for the exon behind.
    draw(drawing: { sequenceInterval?: { getSequence(start: number, end: number): string } }) {
      drawing.sequenceInterval = { getSequence: (start, end) => 'ATGC'.slice(start, end) };
      const whole = drawing.sequenceInterval.getSequence(0, 3);
      const rest = drawing.sequenceInterval.getSequence(3, 4);
      asked.push(whole, rest);
      if (rest) throw new TypeError("Cannot read properties of undefined (reading 'readingFrame')");
    },
  };
  drawOwnNames(track as unknown as IgvTrack);
  (track as unknown as IgvTrack).draw({ features: [] } as unknown as IgvDrawing);
  expect(asked).toEqual(['ATG', 'C', 'ATG', null]);
});

it('a gene is named by its symbol, and its card tells the systematic name beside it', async () => {
  const attributes: Record<string, string> = { Name: 'YKL014C', gene: 'URB1' };
  const gene = {
    ...{ name: 'YKL014C', type: 'gene' },
    getAttributeValue: (name: string) => attributes[name],
    // As igv does it: of ID, Name and Parent only the name that is drawn.
    popupData() {
      return [
        { name: 'Name', value: this.name },
        { name: 'Type', value: 'gene' },
      ];
    },
  };
  const track = { featureSource: { getFeatures: () => Promise.resolve([gene]) } };
  nameByGene(track as unknown as IgvTrack);
  await track.featureSource.getFeatures();
  // Once more, from what igv keeps.
  await track.featureSource.getFeatures();
  expect(gene.popupData()).toEqual([
    { name: 'Name', value: 'URB1' },
    { name: 'Systematic name', value: 'YKL014C' },
    { name: 'Type', value: 'gene' },
  ]);
});

it('rows of reads share the room that is left, neither squeezed nor endless', () => {
  expect([sharedHeight(504, 1), sharedHeight(804, 2), sharedHeight(100, 1)]).toEqual([
    500, 400, 220,
  ]);
  expect([sharedHeight(2_000, 1), sharedHeight(-50, 3)]).toEqual([640, 220]);
});
