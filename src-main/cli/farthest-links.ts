import { defined, type EffectLink, type EffectMap } from '../contract/index.ts';
import { formatTable } from './table.ts';

/** Rows that are shown. */
const shown = 8;

/** A table of the links that reach farthest, each with the gene that it acts on. */
export function farthestLinks(
  { elements, targets }: EffectMap,
  links: readonly EffectLink[],
): string[] {
  const farthest = [...links].sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance));
  const rows = farthest
    .slice(0, shown)
    .map(({ element, target, value, effect, distance }) => [
      defined(elements[element]).name,
      defined(targets[target]).name,
      `${distance.toLocaleString('en-US')} bp`,
      value.toFixed(2),
      (value + effect).toFixed(2),
    ]);
  return formatTable([['knocked out', 'gene', 'distance', 'activity', 'without it'], ...rows]);
}
