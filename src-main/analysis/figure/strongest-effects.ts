import { defined, fixed, type EffectLink, type EffectMap } from '../../contract/index.ts';
import type { BarLine } from '../../drawing/index.ts';

/** Bars at most: tables have the others. */
const maxBars = 20;

/** A map, and those of its links that may be drawn, the strongest first. */
export interface MapLinks {
  readonly map: EffectMap;
  readonly links: readonly EffectLink[];
}

/** The strongest links of maps that were made alike as lines of bars, and what the bars show in words. */
export function strongestEffects(maps: readonly MapLinks[]): {
  readonly lines: readonly BarLine[];
  readonly caption: string;
} {
  const all = maps.flatMap(({ map, links }) => links.map((link) => ({ map, link })));
  const strongest = all
    .toSorted((a, b) => Math.abs(b.link.effect) - Math.abs(a.link.effect))
    .slice(0, maxBars);
  const lines = strongest.map(({ map, link }) => {
    const { name, gene } = defined(map.targets[link.target]);
    return {
      effect: link,
      name: `${defined(map.elements[link.element]).name} › ${gene ?? name}`,
      value: fixed(link.effect).replace('-', '−'),
    };
  });
  return { lines, caption: captionOf(maps, lines.length, all.length) };
}

function captionOf(maps: readonly MapLinks[], shown: number, all: number): string {
  const { spread, background, readings = [] } = defined(maps[0]).map;
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
