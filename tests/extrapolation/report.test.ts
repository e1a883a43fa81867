import { expect, it } from 'vitest';
import { activityAuroc, aurocByDistance } from '../bench/extrapolation/activity-auroc.ts';
import { drawFigure } from '../bench/extrapolation/figure.ts';
import { makeGenome } from '../bench/extrapolation/genomes.ts';
import { replaceBlock } from '../bench/extrapolation/marked-block.ts';
import type { LengthRow } from '../bench/extrapolation/measure-model.ts';
import { markdown, printed } from '../bench/extrapolation/report.ts';
import { sightOf } from '../bench/extrapolation/sight.ts';
import { Random } from '../support/random.ts';

const genome = makeGenome({ seed: 1, length: 1_000_000, domain: 25_000 });
const lengths = [10_000, 100_000, 1_000_000];

/** Rows of two models, the second of which tells more. */
const rows = ['First <one>', 'Second'].flatMap((model, i) =>
  lengths.map((length): LengthRow => {
    const random = new Random(length);
    const noise = 2 / (i + 1);
    const scored = genome.promoters.map((one) => ({
      ...one,
      score: Number(one.active) + noise * random.normal(),
    }));
    return {
      model,
      length,
      ...activityAuroc(scored),
      ...sightOf(scored, length),
      byDistance: aurocByDistance(scored),
      ...{ bases: genome.length, seconds: 10 + i, peakBytes: 2e8 + 500 * length },
    };
  }),
);
const report = { machine: '2 threads of a test', load: 2, seeds: [1], bases: genome.length, rows };

it('the figure draws every value once, the higher the better, on a background of its own', () => {
  const figure = drawFigure(rows);
  expect(figure).not.toContain('NaN');
  expect(figure).toContain('First &lt;one>');
  expect(figure).toMatch(/^<svg [^>]*viewBox="0 0 1000 450"[^>]*font-family="sans-serif"/);
  expect(figure).toMatch(/<rect width="1000" height="450" [^>]*fill="#ffffff"/);
  const circles = [...figure.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" .*stroke="(#\w+)"/g)];
  const ranges = rows[0]!.byDistance.length;
  // The flawless reader; each model: two ends of the reset line, a point a length, two lines by distance.
  expect(circles).toHaveLength(lengths.length + 2 * (2 + lengths.length + 2 * ranges));
  for (const [, x, y] of circles) {
    expect(Number(x)).toBeGreaterThan(60);
    expect(Number(x)).toBeLessThan(990);
    expect(Number(y)).toBeGreaterThan(90);
    expect(Number(y)).toBeLessThan(390);
  }
  const of = (color: string) => circles.filter((circle) => circle[3] === color).map(([, , y]) => y);
  const [first, second] = [of('#0072b2'), of('#d55e00')];
  const heights = (ys: (string | undefined)[]) => ys.slice(0, 2 + lengths.length).map(Number);
  for (const [i, y] of heights(second).entries()) expect(y).toBeLessThan(heights(first)[i]!);
});

it('the printed tables have a line for each model and length, and one for each range of distances', () => {
  const lines = printed(report);
  expect(lines[0]).toBe('2 threads of a test, load average 2.0, seeds 1, 1,000 kbp in all');
  expect(lines.filter((line) => /^(First <one>|Second) +\d/.test(line))).toHaveLength(rows.length);
  expect(lines.filter((line) => /^[\d-]+\+? +\d+ in \d+ /.test(line))).toHaveLength(
    rows[0]!.byDistance.length,
  );
});

it('the table for the README has a column for each model, and says how it was made', () => {
  const [header, , ...rest] = markdown(report).split('\n');
  expect(header).toBe('| context | enhancer in context | flawless reader | First <one> | Second |');
  expect(rest.slice(0, 3).map((line) => line.split(' | ')[0])).toEqual([
    '| 10 kbp',
    '| 100 kbp',
    '| 1,000 kbp',
  ]);
  expect(rest.at(-1)).toContain('(seeds 1; 1,000 kbp in all)');
  expect(rest.at(-1)).toContain('10.0 s a megabase and 700 MB with First <one>');
});

it('a block of a document is replaced and the rest left as it is', () => {
  const document = 'a\n\n<!-- x -->\n\nold\n\n<!-- /x -->\n\nb\n';
  expect(replaceBlock(document, 'x', 'new')).toBe(document.replace('old', 'new'));
  expect(() => replaceBlock(document, 'y', 'new')).toThrow('no block between <!-- y -->');
});
