import { afterAll, beforeAll, expect, it } from 'vitest';
import { findDependencies } from '../../src-main/analysis/dependencies/index.ts';
import { findMutagenesis } from '../../src-main/analysis/mutagenesis/index.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import {
  drawDependencies,
  drawMutagenesis,
  letterColors,
  pairAt,
  shownDependencies,
  shownMutagenesis,
} from '../../src-main/drawing/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels } from '../support/paths.ts';
import { neverStopped, readAnalysis } from '../support/read-analysis.ts';
import { boxOf, recordingPen } from '../support/recording-pen.ts';
import { otherStrand } from '../support/reverse-complement.ts';
import { openScoring, type OpenScoring } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { motifs } from '../support/tutorial-grammar.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';

/** The enhancer that chrT2's first gene needs stands on the reverse strand, from base 5,453 on. */
const motif = { start: 5453, letters: otherStrand(motifs.enhancer) };
const region = { contig: 'chrT2', start: 5439, end: 5482 };
const settings = { provider: 'cpu', threads: 1, tolerance: defaultTolerance } as const;
const spec = { region, flank: 400, ...settings };
const place = { contig: 'chrT2', bpStart: 5435, bpPerPixel: 1 / 20, width: 1000, height: 200 };

let scoring: OpenScoring;
beforeAll(async () => {
  const model = referenceModels['hawk-tutorial'];
  scoring = await openScoring({ fasta: tutorialGenome, model, shared: sharedFolder() });
});
afterAll(() => scoring.close());

it('the letters of a mutagenesis spell the motif that a gene needs, and nothing beside it', async () => {
  const readout = { kind: 'track', track: 'expression', at: 'T2G001' } as const;
  const asked = { ...spec, readout, annotation: tutorialAnnotation };
  const map = await readAnalysis(findMutagenesis(scoring.context, asked, neverStopped));
  const { pen, filled } = recordingPen();
  drawMutagenesis(pen, shownMutagenesis(map), place);
  const letterOf = new Map(Object.entries(letterColors).map(([letter, color]) => [color, letter]));
  const letters = filled
    .filter(({ color, text }) => letterOf.has(color) && text === undefined)
    .map(({ color, outlines }) => ({ letter: letterOf.get(color), ...boxOf(outlines) }));
  const tallest = Math.max(...letters.map(({ height }) => height));
  const seen = letters.filter(({ height }) => height > tallest / 10);
  expect(seen.map(({ letter }) => letter).join('')).toBe(motif.letters);
  const first = Math.floor(place.bpStart + seen[0]!.left * place.bpPerPixel);
  expect(first).toBe(motif.start);
});

it('the strongest cells of the triangle are pairs with a base of the motif', async () => {
  const map = await readAnalysis(findDependencies(scoring.context, spec, neverStopped));
  const shown = shownDependencies(map);
  const { pen, filled } = recordingPen();
  drawDependencies(pen, shown, place);
  const cells = filled
    .filter(({ color }) => color.startsWith('rgba(107,45,140'))
    .flatMap(({ color, outlines }) =>
      outlines.map((outline) => {
        const { left, right, top, bottom } = boxOf([outline]);
        const position = place.bpStart + ((left + right) / 2) * place.bpPerPixel;
        const pair = pairAt(shown, place, { position, y: (top + bottom) / 2 })!;
        const strength = Number(/,([\d.]+)\)$/.exec(color)![1]);
        return { strength, inside: [pair.from, pair.to].filter(isInMotif).length };
      }),
    );
  const mean = (inside: number) => {
    const own = cells.filter((cell) => cell.inside === inside);
    return own.reduce((sum, { strength }) => sum + strength, 0) / own.length;
  };
  expect(cells.filter(({ inside }) => inside === 2)).toHaveLength((15 * 14) / 2);
  expect(mean(2)).toBeGreaterThan(4 * mean(0));
  const strongest = cells.toSorted((a, b) => b.strength - a.strength).slice(0, 50);
  expect(strongest.every(({ inside }) => inside > 0)).toBe(true);
  expect(strongest.filter(({ inside }) => inside === 2).length).toBeGreaterThan(15);
});

function isInMotif(base: number): boolean {
  const at = region.start + base;
  return at >= motif.start && at < motif.start + motif.letters.length;
}
