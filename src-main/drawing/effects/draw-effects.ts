import type { EffectLink, Region } from '../../contract/index.ts';
import { dashes, knownColor, signColors, withAlpha } from '../colors.ts';
import {
  arcMaker,
  controlHeight,
  laneHeight,
  rowsOf,
  type Arc,
  type Effects,
} from './effect-arcs.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { drawReach, emptyHeight } from '../reach.ts';

const greys = { linked: '#2b3441', alone: '#b3bbc5' } as const;

/** Thinnest and thickest arc, px. */
const [thin, thick] = [1, 4.5];

/**
 * A distal map: arcs up from element to target, and between
 * them and the known links, which hang down, the elements as bars and the targets as pointers.
 */
export function drawEffects(pen: Pen, effects: Effects, place: Place): void {
  const { width: pageWidth, height } = place;
  const { numbers, links, chosen, known } = effects;
  const { feet } = rowsOf(effects, height);
  const pixel = xOf(place);
  drawReach(pen, [numbers], place);
  if (height <= emptyHeight) return;
  if (place.contig !== numbers.interval.contig) return;

  const arcs = arcMaker(effects, height, pixel);
  for (const link of known) {
    stroke(pen, arcs.known(link), pageWidth, { color: knownColor, width: 1.2 });
  }
  const largest = Math.abs(links[0]?.effect ?? 1) || 1;
  const draw = (link: EffectLink, strength: number) => {
    const size = Math.abs(link.effect) / largest;
    // Links that gain are dashed besides.
    const color = link.effect < 0 ? signColors.less : signColors.more;
    stroke(pen, arcs.predicted(link), pageWidth, {
      color: withAlpha(color, strength * (0.35 + 0.6 * size)),
      width: thin + (thick - thin) * size + (strength > 1 ? 1 : 0),
      dashed: link.effect > 0,
    });
  };
  // The largest on top, and what is chosen over all.
  for (const link of links.toReversed()) {
    if (!chosen?.includes(link)) draw(link, chosen ? 0.3 : 1);
  }
  for (const link of chosen?.toReversed() ?? []) draw(link, 1.3);
  drawLane(pen, effects, place, feet);
}

function drawLane(pen: Pen, { numbers, links }: Effects, place: Place, feet: number): void {
  const pixel = xOf(place);
  const [acting, acted] = [new Set<number>(), new Set<number>()];
  for (const { element, target } of links) {
    acting.add(element);
    acted.add(target);
  }
  const fill = (linked: boolean) => {
    pen.fillStyle = linked ? greys.linked : greys.alone;
  };
  const shown = ({ start, end }: Region) => pixel(end) >= -8 && pixel(start) <= place.width + 8;
  for (const [index, element] of numbers.elements.entries()) {
    if (!shown(element)) continue;
    fill(acting.has(index));
    const width = Math.max(3, pixel(element.end) - pixel(element.start) - 1);
    pen.fillRect(pixel(element.start), feet + 1, width, 5);
  }
  for (const [index, target] of numbers.targets.entries()) {
    if (!shown(target)) continue;
    fill(acted.has(index));
    const x = pixel((target.start + target.end) / 2);
    pen.beginPath();
    pen.moveTo(x, feet + 2);
    pen.lineTo(x - 4, feet + laneHeight - 3);
    pen.lineTo(x + 4, feet + laneHeight - 3);
    pen.fill();
  }
}

function stroke(
  pen: Pen,
  arc: Arc,
  pageWidth: number,
  { color, width, dashed = false }: { color: string; width: number; dashed?: boolean },
): void {
  const { from, to, foot } = arc;
  if (Math.max(from, to) < 0 || Math.min(from, to) > pageWidth) return;
  const height = controlHeight(arc);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dashed ? [...dashes.gain] : []);
  pen.beginPath();
  pen.moveTo(from, foot);
  pen.bezierCurveTo(from, height, to, height, to, foot);
  pen.stroke();
  pen.setLineDash([]);
}
