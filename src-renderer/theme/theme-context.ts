import { arrowColor } from '../../src-main/drawing/index.ts';
import { isDark } from './scheme.ts';
import { onDark } from './on-dark.ts';
import { onLight } from './on-light.ts';

/** Canvases are painted once more, with the same context, where the page has turned. */
const themed = new WeakSet<CanvasRenderingContext2D>();

/**
 * Has a canvas draw in the page's colours: on a dark page whatever it is filled and stroked with is turned
 * to what stands for it there. Pictures name the colours of a light page.
 */
export function themeContext(context: CanvasRenderingContext2D): CanvasRenderingContext2D {
  if (themed.has(context)) return context;
  themed.add(context);
  /** What igv draws arrows over, white ones for it. */
  let filled = '';
  const light = (name: string, style: string) => {
    if (style === 'white') return name === 'strokeStyle' ? arrowColor(filled) : style;
    if (name === 'fillStyle') filled = style;
    return onLight(style);
  };
  for (const name of ['fillStyle', 'strokeStyle'] as const) {
    const own = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, name);
    if (!own?.set || !own.get) continue;
    const set = own.set.bind(context) as (style: unknown) => void;
    Object.defineProperty(context, name, {
      get: own.get.bind(context),
      set: (style: unknown) =>
        set(typeof style === 'string' ? (isDark() ? onDark(style) : light(name, style)) : style),
    });
  }
  return context;
}
