import type { HeaderNote } from '../../formats/output/index.ts';
import { points, type Figure } from './figure.ts';

/** mm between two figures. */
const gap = 3;

/** Figures of one width as one, from top to bottom, each with its ruler; there is at least one. */
export function stackFigures(figures: readonly [Figure, ...Figure[]], title: string): Figure {
  const [first] = figures;
  if (figures.length === 1) return first;
  let height = 0;
  const placed = figures.map((figure, i) => {
    const at = { figure, i, top: height + (i === 0 ? 0 : gap) };
    height = at.top + figure.height;
    return at;
  });
  return {
    ...{ width: first.width, height, scale: first.scale, measure: first.measure, title },
    notes: distinct(figures.flatMap(({ notes }) => notes)),
    rows: figures.reduce((sum, { rows }) => sum + rows, 0),
    draw(pen) {
      const [across, down] = [first.width, height].map((mm) => points(mm) / first.scale);
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, across ?? 0, down ?? 0);
      for (const { figure, i, top } of placed) {
        pen.save();
        pen.translate(0, points(top) / first.scale);
        figure.draw(pen, `${i + 1}-`);
        pen.restore();
      }
    },
  };
}

/** Each note once. */
function distinct(notes: readonly HeaderNote[]): HeaderNote[] {
  const seen = new Map(notes.map((note) => [JSON.stringify(note), note]));
  return [...seen.values()];
}
