import { isDark, onDark } from '../theme/index.ts';
import type { IgvDrawing, IgvTrack } from './igv-types.ts';

/**
 * Has a track draw in the page's colours: on a dark page whatever it fills and strokes with is turned to
 * what stands for it there. igv's tracks name white and black themselves, and have no setting for it.
 * A picture that is exported is drawn by another kind of context, light always.
 */
export function drawThemed(track: IgvTrack): void {
  const draw = track.draw.bind(track);
  const themed = (drawing: IgvDrawing) => {
    if (isScreen(drawing.context)) theme(drawing.context);
    draw(drawing);
  };
  Object.defineProperty(track, 'draw', { value: themed, configurable: true });
}

/** Canvases are painted once more, with the same context, where the page has turned. */
const themed = new WeakSet<CanvasRenderingContext2D>();

function isScreen(context: CanvasRenderingContext2D): boolean {
  return context instanceof CanvasRenderingContext2D;
}

function theme(context: CanvasRenderingContext2D): void {
  if (themed.has(context)) return;
  themed.add(context);
  for (const name of ['fillStyle', 'strokeStyle'] as const) {
    const own = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, name);
    if (!own?.set || !own.get) continue;
    const set = own.set.bind(context) as (style: unknown) => void;
    Object.defineProperty(context, name, {
      get: own.get.bind(context),
      set: (style: unknown) => set(typeof style === 'string' && isDark() ? onDark(style) : style),
    });
  }
}
