/**
 * Scores all variants of the tutorial's chrT1 and holds them against the truth: some minutes.
 *
 *     node tests/bench/variants.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels, root } from '../support/paths.ts';
import { openScoring, scoreVcf } from '../support/scoring.ts';
import { judge } from '../support/variant-answers.ts';

const tutorial = join(root, 'resources/tutorial');
const shared = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
try {
  const model = referenceModels['hawk-tutorial'];
  const scoring = await openScoring({ fasta: tutorialGenome, model, shared });
  const began = performance.now();
  const found = await scoreVcf(scoring, join(tutorial, 'sample.vcf.gz'), {
    region: { contig: 'chrT1', start: 0, end: 1_000_000 },
    targets: join(tutorial, 'tutorial.gff3'),
    threads: 2,
    tolerance: 0.01,
    maxTargets: Infinity,
    minEffect: 0.1,
  });
  const seconds = (performance.now() - began) / 1000;
  await scoring.close();
  const judgement = await judge(
    found.map(({ rows }) => rows[0]!),
    'chrT1',
  );
  const result = { variants: found.length, seconds, ...judgement };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
} finally {
  rmSync(shared, { recursive: true, force: true });
}
