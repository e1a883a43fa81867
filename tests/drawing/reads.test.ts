import { expect, it } from 'vitest';
import { drawCoverage, hasShownBases, letterColors } from '../../src-main/drawing/index.ts';
import { Random } from '../support/random.ts';
import { recordingPen } from '../support/recording-pen.ts';

const place = { contig: 'chr1', bpStart: 0, bpPerPixel: 0.1, width: 40, height: 44 };

/** Depths of four bases, with how many reads have each letter there. */
function coverageOf(counts: readonly (readonly number[])[]) {
  const depth = counts.map((own) => own.reduce((sum, count) => sum + count));
  return { start: 0, depth, bases: counts.flat(), reference: 'ACGN' };
}

/** The letters whose colours a coverage is drawn with. */
function coloured(coverage: ReturnType<typeof coverageOf>): string[] {
  const { pen, filled } = recordingPen();
  drawCoverage(pen, coverage, { max: 10 }, place);
  const seen = new Set(filled.map(({ color }) => color));
  return [...'ACGT'].filter((letter) => seen.has(letterColors[letter]!));
}

it('a coverage colours bases that differ in a fifth of the reads, whichever they are', () => {
  const same = [10, 0, 0, 0];
  const [ofC, ofG, ofN] = [
    [0, 10, 0, 0],
    [0, 0, 10, 0],
    [5, 5, 0, 0],
  ];
  const shown = (first: readonly number[]) => coloured(coverageOf([first, ofC, ofG, ofN]));
  expect(shown(same)).toEqual([]);
  expect(shown([9, 1, 0, 0])).toEqual([]);
  expect(shown([8, 2, 0, 0])).toEqual(['C']);
  // Neither of the two is a fifth by itself.
  expect(shown([8, 1, 1, 0])).toEqual(['C', 'G']);
  expect(shown([0, 0, 0, 0])).toEqual([]);
});

it('a coverage says that it has coloured bases exactly where some are drawn', () => {
  const random = new Random(5);
  const answers = new Set<boolean>();
  for (let i = 0; i < 300; i++) {
    const counts = Array.from({ length: 4 }, (_, base) =>
      Array.from({ length: 4 }, (_, letter) =>
        letter === base ? 8 : Math.floor(2 * random.next() ** 4),
      ),
    );
    const coverage = coverageOf(counts);
    expect(hasShownBases(coverage)).toBe(coloured(coverage).length > 0);
    answers.add(hasShownBases(coverage));
  }
  expect(answers.size).toBe(2);
});
