import type { Region } from '../../../contract/index.ts';
import {
  dashes,
  drawEffects,
  effectsHeight,
  isOf,
  knownColor,
  signColors,
  touches,
  type EffectRow,
  type LegendItem,
} from '../../../drawing/index.ts';
import { absentLegend } from './absent-legend.ts';
import type { ReadRow } from './row-context.ts';

/** The arcs of a distal map of which something is in view: they are as high as the row has room for them. */
export const readEffectRow: ReadRow<EffectRow> = ({ name, spec, settings }, { region }) => {
  const { numbers, threshold, chosen } = spec;
  const isSeen = (a: Region | undefined, b: Region | undefined) =>
    a !== undefined && b !== undefined && touches(spanOf(a, b), region);
  const links = spec.links.filter(({ element, target }) => {
    return isSeen(numbers.elements[element], numbers.targets[target]);
  });
  const known = spec.known.filter((link) => isSeen(link.element, link.target));
  const shown = { ...spec, links, known };
  const own = chosen && links.filter((link) => isOf(chosen, link));
  const { unit } = numbers.track;
  return Promise.resolve([
    {
      name,
      detail: `|effect| ≥ ${Number(threshold.toPrecision(3))}${unit === '' ? '' : ` ${unit}`}`,
      legend: [...legendOf(shown), ...absentLegend([numbers], region)],
      layOut: () => ({
        height: settings.height ?? effectsHeight(shown),
        draw: (pen, place) => drawEffects(pen, { ...shown, chosen: own }, place),
      }),
    },
  ]);
};

function spanOf(a: Region, b: Region): Region {
  const [start, end] = [Math.min(a.start, b.start), Math.max(a.end, b.end)];
  return { contig: a.contig, start, end };
}

function legendOf({ links, known }: Pick<EffectRow['spec'], 'links' | 'known'>): LegendItem[] {
  const items: LegendItem[] = [];
  if (links.some(({ effect }) => effect < 0)) {
    const text = 'loses activity when the element is knocked out';
    items.push({ text, sign: { kind: 'line', color: signColors.less, width: 2.5 } });
  }
  if (links.some(({ effect }) => effect > 0)) {
    const sign = { kind: 'line', color: signColors.more, width: 2.5, dash: dashes.gain } as const;
    items.push({ text: 'gains activity when it is knocked out', sign });
  }
  if (known.length > 0) {
    const sign = { kind: 'line', color: knownColor, width: 1.2 } as const;
    items.push({ text: 'known link, below', sign });
  }
  return items;
}
