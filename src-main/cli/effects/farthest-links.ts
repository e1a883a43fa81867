import {
  defined,
  verdictOf,
  verdictTexts,
  type EffectLink,
  type EffectMap,
  type KnownEffects,
  fixed,
} from '../../contract/index.ts';
import { formatTable } from '../console/index.ts';

/** Rows that are shown. */
const shown = 8;

/** A table of the links that reach farthest, each with the gene that it acts on and whether it is true. */
export function farthestLinks(
  map: EffectMap,
  links: readonly EffectLink[],
  known: KnownEffects,
): string[] {
  const { elements, targets } = map;
  const farthest = [...links].sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance));
  const rows = farthest
    .slice(0, shown)
    .map((link) => [
      defined(elements[link.element]).name,
      defined(targets[link.target]).name,
      `${link.distance.toLocaleString('en-US')} bp`,
      fixed(link.value, 2),
      fixed(link.value + link.effect, 2),
      verdictTexts[verdictOf(map, link, known)],
    ]);
  const header = ['knocked out', 'gene', 'distance', 'activity', 'without it', 'in truth'];
  return formatTable([header, ...rows]);
}
