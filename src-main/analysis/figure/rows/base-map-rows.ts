import {
  dependenciesHeight,
  drawDependencies,
  drawMutagenesis,
  mutagenesisHeight,
  signColors,
  type BaseMapRow,
  type LegendItem,
} from '../../../drawing/index.ts';
import type { ReadRow } from './row-context.ts';

/** A mutagenesis as heat map with its letters, or the triangle of dependencies. */
export const readBaseMapRow: ReadRow<BaseMapRow> = ({ name, spec, settings }) => {
  const { picture } = spec;
  const usual = picture.kind === 'mutagenesis' ? mutagenesisHeight : dependenciesHeight;
  const legend: LegendItem[] =
    picture.kind === 'mutagenesis'
      ? [
          {
            text: 'substitution below the mean of the four bases',
            sign: { kind: 'box', color: signColors.less, isSplit: true },
          },
          { text: 'above it', sign: { kind: 'box', color: signColors.more } },
        ]
      : [];
  return Promise.resolve([
    {
      ...{ name, legend },
      layOut: () => ({
        height: settings.height ?? usual,
        draw: (pen, place) => {
          if (picture.kind === 'mutagenesis') drawMutagenesis(pen, picture.shown, place);
          else drawDependencies(pen, picture.shown, place);
        },
      }),
    },
  ]);
};
