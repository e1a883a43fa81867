import { withAlpha } from '../colors.ts';
import type { Pen } from '../pen.ts';

/** Steps of the colour. */
const levels = 32;

/** Corners, px. */
type Shape = readonly (readonly [x: number, y: number])[];

/** Shapes by the strength of their colour: those alike are filled at once. */
export class ColorLevels {
  readonly #pen: Pen;
  readonly #max: number;
  readonly #shapes = new Map<number, Shape[]>();

  constructor(pen: Pen, max: number) {
    this.#pen = pen;
    this.#max = max;
  }

  add(value: number, shape: Shape): void {
    const level = Math.min(levels, Math.round((value / this.#max) * levels));
    // NaN where nothing has a value.
    if (!(level > 0)) return;
    const alike = this.#shapes.get(level);
    if (alike) alike.push(shape);
    else this.#shapes.set(level, [shape]);
  }

  fill(color: string): void {
    for (const [level, shapes] of [...this.#shapes].sort(([a], [b]) => a - b)) {
      this.#pen.fillStyle = withAlpha(color, level / levels);
      this.#pen.beginPath();
      for (const shape of shapes) {
        for (const [i, [x, y]] of shape.entries()) {
          if (i === 0) this.#pen.moveTo(x, y);
          else this.#pen.lineTo(x, y);
        }
        this.#pen.closePath();
      }
      this.#pen.fill();
    }
  }
}
