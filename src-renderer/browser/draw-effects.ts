import type { Region } from '../../src-main/contract/index.ts';
import { drawReach, emptyHeight, signColors, withAlpha } from './draw-prediction.ts';
import { arcMaker, controlHeight, laneHeight, rowsOf, type Arc } from './effect-arcs.ts';
import { isOf } from '../effects/index.ts';
import type { EffectSpec } from './effect-spec.ts';
import type { IgvDrawing } from './igv-types.ts';

const greys = { known: '#4a5563', linked: '#2b3441', alone: '#b3bbc5' } as const;

/** Thinnest and thickest arc, px. */
const [thin, thick] = [1, 4.5];

/**
 * A distal map: arcs up from element to target, and between
 * them and the known links, which hang down, the elements as bars and the targets as pointers.
 */
export function drawEffects(spec: EffectSpec, drawing: IgvDrawing): void {
  const { context, bpStart, bpPerPixel, pixelWidth, pixelHeight } = drawing;
  const { numbers, links, chosen, known } = spec;
  const { feet } = rowsOf(spec, pixelHeight);
  const pixel = (position: number) => (position - bpStart) / bpPerPixel;
  drawReach(drawing, [numbers]);
  if (pixelHeight <= emptyHeight) return;
  if (drawing.referenceFrame.chr !== numbers.interval.contig) return;

  const arcs = arcMaker(spec, pixelHeight, pixel);
  for (const link of known) {
    stroke(context, arcs.known(link), pixelWidth, { color: greys.known, width: 1.2 });
  }
  const largest = Math.abs(links[0]?.effect ?? 1) || 1;
  const draw = (link: (typeof links)[number], strength: number) => {
    const size = Math.abs(link.effect) / largest;
    // Links that gain are dashed besides.
    const color = link.effect < 0 ? signColors.less : signColors.more;
    stroke(context, arcs.predicted(link), pixelWidth, {
      color: withAlpha(color, strength * (0.35 + 0.6 * size)),
      width: thin + (thick - thin) * size + (strength > 1 ? 1 : 0),
      dashed: link.effect > 0,
    });
  };
  const chosenLinks = chosen ? links.filter((link) => isOf(chosen, link)) : [];
  // The largest on top, and what is chosen over all.
  for (const link of links.toReversed()) {
    if (!chosenLinks.includes(link)) draw(link, chosen ? 0.3 : 1);
  }
  for (const link of chosenLinks.toReversed()) draw(link, 1.3);
  drawLane(spec, drawing, pixel, feet);
}

function drawLane(
  { numbers, links }: EffectSpec,
  { context, pixelWidth }: IgvDrawing,
  pixel: (position: number) => number,
  feet: number,
): void {
  const [acting, acted] = [new Set<number>(), new Set<number>()];
  for (const { element, target } of links) {
    acting.add(element);
    acted.add(target);
  }
  const fill = (linked: boolean) => {
    context.fillStyle = linked ? greys.linked : greys.alone;
  };
  const shown = ({ start, end }: Region) => pixel(end) >= -8 && pixel(start) <= pixelWidth + 8;
  for (const [index, element] of numbers.elements.entries()) {
    if (!shown(element)) continue;
    fill(acting.has(index));
    const width = Math.max(3, pixel(element.end) - pixel(element.start) - 1);
    context.fillRect(pixel(element.start), feet + 1, width, 5);
  }
  for (const [index, target] of numbers.targets.entries()) {
    if (!shown(target)) continue;
    fill(acted.has(index));
    const x = pixel((target.start + target.end) / 2);
    context.beginPath();
    context.moveTo(x, feet + 2);
    context.lineTo(x - 4, feet + laneHeight - 3);
    context.lineTo(x + 4, feet + laneHeight - 3);
    context.fill();
  }
}

function stroke(
  context: CanvasRenderingContext2D,
  arc: Arc,
  pixelWidth: number,
  { color, width, dashed = false }: { color: string; width: number; dashed?: boolean },
): void {
  const { from, to, foot } = arc;
  if (Math.max(from, to) < 0 || Math.min(from, to) > pixelWidth) return;
  const height = controlHeight(arc);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dashed ? [6, 3] : []);
  context.beginPath();
  context.moveTo(from, foot);
  context.bezierCurveTo(from, height, to, height, to, foot);
  context.stroke();
  context.setLineDash([]);
}
