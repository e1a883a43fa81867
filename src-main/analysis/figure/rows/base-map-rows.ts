import {
  dependenciesHeight,
  dependencyColor,
  dependencyUnit,
  drawDependencies,
  drawMutagenesis,
  emptyHeight,
  inks,
  isOutOfView,
  leastMapShare,
  mutagenesisHeight,
  readoutUnit,
  signColors,
  type BaseMapRow,
  type BasePicture,
  type LegendItem,
} from '../../../drawing/index.ts';
import { absentLegend } from './absent-legend.ts';
import type { ReadRow } from './row-context.ts';

/** A mutagenesis as heat map with its letters, or the triangle of dependencies. */
export const readBaseMapRow: ReadRow<BaseMapRow> = ({ name, spec, settings }, { region }) => {
  const { picture } = spec;
  // Its numbers were not read.
  if (!picture) return Promise.resolve([]);
  const usual = picture.kind === 'mutagenesis' ? mutagenesisHeight : dependenciesHeight;
  const read = [{ interval: picture.shown.numbers.region }];
  const isEmpty = isOutOfView(read, region, leastMapShare);
  return Promise.resolve([
    {
      ...{ name, detail: isEmpty ? undefined : scaleText(picture) },
      legend: [...(isEmpty ? [] : legends[picture.kind]), ...absentLegend(read, region)],
      layOut: () => ({
        height: isEmpty ? emptyHeight : (settings.height ?? usual),
        draw: (pen, place) => {
          if (picture.kind === 'mutagenesis') drawMutagenesis(pen, picture.shown, place);
          else drawDependencies(pen, picture.shown, place);
        },
      }),
    },
  ]);
};

/** Where the colours end. */
function scaleText({ kind, shown }: BasePicture): string {
  const max = String(Number(shown.max.toPrecision(3)));
  if (kind === 'mutagenesis') return `colours to ±${max} ${readoutUnit(shown.numbers)}`;
  return `colour to ${max}, ${dependencyUnit}`;
}

const legends: { readonly [K in BasePicture['kind']]: readonly LegendItem[] } = {
  mutagenesis: [
    {
      text: 'substitution below the mean of the four bases',
      sign: { kind: 'box', color: signColors.less, isSplit: true },
    },
    { text: 'above it', sign: { kind: 'box', color: signColors.more } },
    { text: 'the base that is there', sign: { kind: 'dot', color: inks.word } },
  ],
  dependencies: [
    {
      text: 'how much two bases depend on each other, the larger of both ways',
      sign: { kind: 'box', color: dependencyColor },
    },
  ],
};
