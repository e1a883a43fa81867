import { expect, it } from 'vitest';
import type { DataTrack } from '../../src-main/contract/index.ts';
import type { PredictionBin, PredictionSpec } from '../../src-main/drawing/index.ts';
import { featureDetails } from '../../src-renderer/browser/feature-text.ts';
import { valueWithUnit } from '../../src-renderer/format/index.ts';
import type {
  Igv,
  IgvBrowser,
  IgvClickState,
  IgvTrack,
} from '../../src-renderer/browser/igv-types.ts';
import {
  dressSignal,
  predictionConfig,
  registerPredictionTrack,
} from '../../src-renderer/browser/tracks/index.ts';

/** A locus as igv has it beside others; `features` undefined: nothing is fetched yet. */
function locus(
  [chr, start, end]: readonly [string, number, number],
  bpPerPixel: number,
  features: readonly object[] | undefined,
) {
  return {
    referenceFrame: { chr, start, end, bpPerPixel },
    featureCache: features && { features },
    // As igv has it: an empty list before anything is fetched.
    cachedFeatures: features ?? [],
  };
}

it('a click in the second of two loci tells of the bins there', async () => {
  const source = { run: 'r', model: 'Model 1.0.0', interval: { contig: 'b', start: 0, end: 100 } };
  const bin = (chr: string, value: number): PredictionBin => ({
    ...{ chr, start: 40, end: 60, value, min: value, max: value, layer: 0, source },
  });
  const spec: PredictionSpec = {
    ...{ id: 'row', group: 'model', settings: {}, layers: [[source]] },
    info: { id: 't', label: 'Promoter', unit: '', color: '#336699', bin: 20 },
  };
  const creators: ((config: Record<string, unknown>, browser: IgvBrowser) => unknown)[] = [];
  const igv: Pick<Igv, 'registerTrackCreatorFunction'> = {
    registerTrackCreatorFunction: (_, create) => creators.push(create),
  };
  registerPredictionTrack(igv as Igv);
  const none = () => Promise.reject(new Error('nothing is read'));
  const config = predictionConfig(spec, {
    reads: { view: none, signal: none },
    onError: () => undefined,
  });
  const createTrack = (of: object) => Promise.resolve({ config: of });
  const track = (await creators[0]?.(
    config as Record<string, unknown>,
    { createTrack } as unknown as IgvBrowser,
  )) as IgvTrack & { popupData(click: IgvClickState): unknown[] };
  const loci = [
    locus(['a', 0, 100], 1, [bin('a', 1)]),
    locus(['b', 0, 100], 1, [bin('b', 2)]),
    locus(['b', 0, 100], 1, undefined),
  ];
  const told = loci.map((viewport) => {
    const popup = track.popupData({ viewport } as unknown as IgvClickState);
    return featureDetails(track, popup, 50)?.rows.map(({ value }) => value);
  });
  expect(told).toEqual([
    [expect.stringMatching(/^1(\.0+)?$/), '1.00 to 1.00', 'a:41-60, 20 bp'],
    [expect.stringMatching(/^2(\.0+)?$/), '2.00 to 2.00', 'b:41-60, 20 bp'],
    ['51: not drawn yet'],
  ]);
});

it('a click on two that are compared tells whose each value is, and of a file nothing predicted', () => {
  const file = (name: string) => ({ file: { name } as DataTrack });
  const info = { id: 't', label: 'a.bw and b.bw', unit: 'unlike units', color: '#000000', bin: 1 };
  const spec: PredictionSpec = {
    ...{ id: 'row', group: 'compared', settings: {}, info, compared: 'lines' },
    layers: [[file('a.bw')], [file('b.bw')]],
    signals: [
      { name: 'a.bw', color: '#000000' },
      { name: 'b.bw', color: '#336699' },
    ],
  };
  const bin = (value: number, layer: number): PredictionBin => ({
    ...{ chr: 'a', start: 40, end: 60, value, min: value, max: value },
    ...{ layer, source: file(layer === 0 ? 'a.bw' : 'b.bw') },
  });
  const card = (compared: PredictionSpec['compared'], bins: readonly PredictionBin[]) => {
    const track = { config: { prediction: { spec: { ...spec, compared } } } } as unknown;
    return featureDetails(track as IgvTrack, [{ viewport: locus(['a', 0, 100], 1, bins) }], 50);
  };
  const lines = card('lines', [bin(1.5, 0), bin(2.5, 1)]);
  expect(lines?.title).toBe('a.bw and b.bw');
  expect(lines?.rows.filter(({ name }) => name.endsWith('.bw'))).toEqual([
    { name: 'a.bw', value: valueWithUnit(1.5, '') },
    { name: 'b.bw', value: valueWithUnit(2.5, '') },
  ]);
  expect(card('log2 ratio', [bin(2, 0)])?.rows[0]).toEqual({
    ...{ name: 'Value', value: valueWithUnit(2, 'log2 ratio') },
  });
  expect(card('lines', [])?.rows).toEqual([{ name: 'Position', value: '51: no value' }]);
});

it('a signal is scaled by what each of two loci draws of it, be they of one place on two contigs', () => {
  const step = (start: number, end: number, value: number) => ({ start, end, value });
  const viewports = [
    // By its pixels the mean of two is drawn; what lies beside the view has no part in it.
    locus(['a', 0, 100], 10, [step(0, 5, 2), step(5, 10, 4), step(200, 210, 90)]),
    locus(['b', 0, 10], 1, [step(0, 5, 20), step(5, 10, 40)]),
  ];
  const track = { trackView: { viewports } } as unknown as IgvTrack & {
    doAutoscale(features: readonly object[]): object;
  };
  dressSignal(track, {});
  const all = viewports.flatMap(({ cachedFeatures }) => cachedFeatures);
  expect(track.doAutoscale(all)).toEqual({ min: 0, max: 40 });
});
