import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasRenderers } from '../support/renderers.ts';
import { projectOfRows } from './project-of-rows.ts';

const dpi = 100;

it.skipIf(!hasRenderers)(
  'a figure of 180 mm with eight rows looks alike in rsvg-convert and in pdftoppm',
  async () => {
    const { bench, project, folder } = await projectOfRows();
    const look = { width: 180, fontSize: 7, legend: true, title: 'Eight rows', dpi: 300 } as const;
    const { maps } = (await bench.addFiles({ project, paths: [] })).project;
    const shown = { region: 'chr1:481-530', thresholds: { [maps[0]!.id]: 0 } };
    for (const format of ['svg', 'pdf'] as const) {
      const path = join(folder, `figure.${format}`);
      const { records } = await bench.exportFigure({ project, path, format, ...shown, ...look });
      expect(records).toBeGreaterThanOrEqual(8);
    }
    const [svg, pdf, other] = ['figure.svg', 'figure.pdf', 'other.pdf'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    execFileSync('rsvg-convert', ['-f', 'pdf', '-o', other, svg]);
    const [one, two] = [rendered(pdf), rendered(other)];
    expect(one.width).toBe(Math.round((180 * dpi) / 25.4));
    expect(Math.abs(two.width - one.width)).toBeLessThanOrEqual(1);
    expect(Math.abs(two.height - one.height)).toBeLessThanOrEqual(1);
    // Letters of unlike fonts are as wide, and lie in the same places: what each square holds of ink is alike.
    const [first, second] = [inkOf(one), inkOf(two)];
    const size = Math.min(first.length, second.length);
    expect(correlation(first.slice(0, size), second.slice(0, size))).toBeGreaterThan(0.97);
    // Each row has its part from top to bottom: no band of the page is without ink for as long as a row is high.
    for (const image of [one, two]) expect(longestEmptyBand(image)).toBeLessThan(0.12);
  },
);

interface Gray {
  readonly width: number;
  readonly height: number;
  /** 0 black to 255 white, row by row. */
  readonly pixels: Uint8Array;
}

/** The first page as poppler draws it. */
function rendered(pdf: string): Gray {
  const root = pdf.replace(/\.pdf$/, '');
  execFileSync('pdftoppm', ['-gray', '-r', String(dpi), '-singlefile', pdf, root]);
  const bytes = readFileSync(`${root}.pgm`);
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(
    bytes.subarray(0, 40).toString('latin1'),
  )!;
  const pixels = bytes.subarray(head.length);
  return { width: Number(width), height: Number(height), pixels };
}

/** Ink in squares of 8 px, from the upper left corner. */
function inkOf({ width, height, pixels }: Gray): number[] {
  const side = 8;
  const ink: number[] = [];
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width - 1; left += side) {
      let sum = 0;
      for (let y = top; y < top + side; y++) {
        for (let x = left; x < left + side; x++) sum += 255 - pixels[y * width + x]!;
      }
      ink.push(sum / side ** 2);
    }
  }
  return ink;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    ab += (value - ma) * (b[i]! - mb);
    aa += (value - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Share of the height of the highest band in which nothing is drawn right of the names. */
function longestEmptyBand({ width, height, pixels }: Gray): number {
  let [longest, now] = [0, 0];
  for (let y = 0; y < height; y++) {
    const line = pixels.subarray(y * width + Math.floor(width / 3), (y + 1) * width);
    now = line.every((one) => one > 250) ? now + 1 : 0;
    longest = Math.max(longest, now);
  }
  return longest / height;
}
