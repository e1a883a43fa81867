import {
  figureDefaults,
  linksOf,
  type EffectMap,
  type KnownEffects,
  type Prediction,
} from '../../../contract/index.ts';
import { viewValues } from '../../../cache/index.ts';
import type { Row } from '../../../drawing/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { resultOf } from '../../events/index.ts';
import { drawFigure, fileRows, inlineSvg } from '../../figure/index.ts';
import type { ReportPicture } from '../report.ts';

/** mm and points: as in a paper, and as wide as an A4 page between its margins. */
export const look = { width: figureDefaults.width, fontSize: figureDefaults.fontSize } as const;

/** px of a predicted row. */
const rowHeight = 40;

interface Pictured {
  readonly prediction: Prediction;
  readonly map: EffectMap | undefined;
  readonly threshold: number;
  /** Path. */
  readonly annotation: string | undefined;
  readonly truth: KnownEffects | undefined;
}

/** Genes, predictions and links of a region, one row below the other. */
export async function regionPicture(
  { prediction, map, threshold, annotation, truth }: Pictured,
  { genome, signal }: AnalysisContext,
): Promise<ReportPicture> {
  const { region, run, tracks } = prediction;
  const { model } = run;
  const name = `${model.name} ${model.version}`;
  const links = map ? linksOf(map, threshold) : [];
  const common = { group: 'model', settings: { height: rowHeight } };
  const rows: Row[] = [
    ...(annotation === undefined ? [] : fileRows([annotation])),
    {
      ...{ kind: 'heading', id: 'heading', group: 'model', name, settings: {}, folded: false },
      ...{ count: tracks.length, reads: [run.interval], tile: model.tile, live: false },
    },
    ...tracks.map(({ info }): Row => {
      const source = { run: run.key, model: name, tile: model.tile, interval: region };
      const spec = { id: info.id, info, layers: [[source]], ...common };
      return { kind: 'prediction', id: info.id, name: info.label, spec, ...common };
    }),
    ...(map
      ? [
          {
            ...({ kind: 'effects', id: 'effects', group: 'model', settings: {} } as const),
            name: `Effects on ${map.track.label}`,
            spec: {
              ...{ id: 'effects', map: 'effects', createdAt: run.createdAt, numbers: map },
              ...{ threshold, links, chosen: undefined, known: truth?.links ?? [] },
            },
          },
        ]
      : []),
  ];
  const sources = {
    genome,
    runOf: () => run,
    modelOfSet: () => undefined,
    view: ({ track, start, end, bpPerPixel }: ViewAsked) => {
      const values = tracks.find(({ info }) => info.id === track);
      if (!values) throw new Error(`The report has no track ${track}.`);
      return Promise.resolve(viewValues(values, start, end, bpPerPixel));
    },
  };
  const spec = { region, rows, marks: [], ...look, hasLegend: true, notes: [] };
  const figure = await resultOf(drawFigure(sources, spec, signal), () => undefined);
  const what = ['genes', 'what the model predicts'].slice(annotation === undefined ? 1 : 0);
  const caption =
    `From top to bottom: ${what.join(', ')}` +
    (map ? ', and an arc from each element to each target that changes without it.' : '.') +
    (map && truth ? ' Below the arcs hang the links that are known of this made-up genome.' : '');
  return { svg: inlineSvg(figure, { name: 'region', label: caption }), caption, isHalf: false };
}

interface ViewAsked {
  readonly track: string;
  readonly start: number;
  readonly end: number;
  readonly bpPerPixel: number;
}
