import { defined, type EffectLink, type EffectMap } from '../../../contract/index.ts';
import { effectFigure, inlineSvg } from '../../figure/index.ts';
import type { ReportPicture } from '../report.ts';
import { look } from './region-picture.ts';

/** Bars at most: the table has the others. */
const maxBars = 20;

/** The strongest links as bars, with what is known of how far each may be trusted; undefined without any. */
export async function effectPicture(
  map: EffectMap,
  links: readonly EffectLink[],
): Promise<ReportPicture | undefined> {
  const shown = links.slice(0, maxBars);
  if (shown.length === 0) return undefined;
  const lines = shown.map((effect) => {
    const { name, gene } = defined(map.targets[effect.target]);
    return {
      effect,
      name: `${defined(map.elements[effect.element]).name} › ${gene ?? name}`,
      value: effect.effect.toFixed(3).replace('-', '−'),
    };
  });
  const caption = captionOf(map, shown.length, links.length);
  const figure = await effectFigure(lines, { ...look, title: caption });
  return { svg: inlineSvg(figure, { name: 'bars', label: caption }), caption, isHalf: false };
}

function captionOf(map: EffectMap, shown: number, all: number): string {
  const { spread, background, readings = [] } = map;
  const few = all > shown ? `The ${shown} strongest links` : 'The links';
  const kinds = new Set(readings.map(({ kind }) => kind));
  const marks = [
    ...(kinds.has('strand') ? ['each strand'] : []),
    ...(kinds.has('member') ? ['each member of the model'] : []),
    ...(kinds.has('model') ? ['other models'] : []),
  ];
  const said = [
    `${few}: without the element, the target loses (blue) or gains (orange) so much.`,
    ...(spread ? ['Whisker: least and largest of the shuffles.'] : []),
    ...(marks.length > 0 ? [`Black marks: the same by ${marks.join(', ')}.`] : []),
    ...(background ? ['Grey: mean ± 2 SD of random places near the element.'] : []),
  ];
  return said.join(' ');
}
