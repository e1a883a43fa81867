import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { EvaluateRequest, EvaluatedRow } from '../../src-main/contract/index.ts';
import type { WrittenEvaluation } from '../../src-main/analysis/evaluate/index.ts';
import { cacheFolders } from '../../src-main/home/index.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { Random } from '../support/random.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { standingStill } from '../support/standing-still.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { OpenProject } from '../../src-main/workbench/project/open-project.ts';
import { readProjectDocument } from '../../src-main/workbench/saved/project-document.ts';
import { ProjectLock } from '../../src-main/workbench/saved/project-lock.ts';
import { locationsIn, openBench } from './open-workbench.ts';

/** A project with two contigs, and labelled regions on both of them, one of which cannot be scored. */
async function prepare(start = sharedComputeProcess) {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations, start);
  const fasta = join(folder, 'genome.fa');
  const letters = tutorialLetters('chrT2');
  writeFasta(fasta, { chrOne: letters.slice(0, 9000), chrTwo: letters.slice(9000, 15_000) });
  const labels = join(folder, 'labels.bed');
  const random = new Random(3);
  const lines = ['One', 'chrTwo', 'chrNine'].flatMap((contig, file) =>
    Array.from({ length: [14, 12, 1][file]! }, () => {
      const start = random.below(5000);
      return `${contig}\t${start}\t${start + 90}\tx\t${random.below(2)}`;
    }),
  );
  writeFileSync(labels, `${lines.join('\n')}\n`);
  const project = await bench.newProject({ path: fasta });
  const request: EvaluateRequest = {
    ...{ project: project.id, model: 'random-hawk', labels, provider: 'cpu' },
    ...{ task: 'promoters', track: 'track-1', pool: 'mean' },
  };
  return { bench, project, request, fasta, folder };
}

it('an evaluation is kept in the project, with the numbers that the command writes', async () => {
  const { bench, project, request, fasta, folder } = await prepare();
  const job = await bench.ended(await bench.evaluate(request));
  expect(job).toMatchObject({ kind: 'evaluation', state: 'done' });
  expect(job.title).toBe('Evaluation of Random hawk on labels.bed');
  expect(job.result).toMatch(/^AUROC 0\.\d{3}, 26 rows scored\.$/);
  const [kept, ...others] = (await bench.openProject({ path: project.path })).evaluations;
  expect(others).toEqual([]);
  expect(kept).toMatchObject({
    ...{ id: job.evaluation, labels: 'labels.bed', lost: false },
    ...{ choices: { task: 'promoters', track: 'track-1', pool: 'mean' } },
  });

  const json = join(folder, 'command.json');
  const model = join(bench.locations.shippedModels, 'random-hawk');
  expectSuccess(
    await megabase(
      [
        ...['evaluate', '--model', model, '--task', 'promoters', '--data', request.labels],
        ...['--track', 'track-1', '--pool', 'mean', '--fasta', fasta, '--json', json],
        ...['--provider', 'cpu'],
      ],
      { home: join(folder, 'home') },
    ),
  );
  const { model: __, ...told } = JSON.parse(readFileSync(json, 'utf8')) as WrittenEvaluation;
  const named = { project: project.id, evaluation: kept!.id };
  const report = await bench.evaluation(named);
  const { title, metric, scoredBy, measured, charts } = told;
  expect(report).toEqual({
    ...{ title, metric, scoredBy, measured, charts },
    skipped: { count: 1, first: told.bad },
  });
  const path = join(folder, 'window.json');
  await bench.exportEvaluation({ ...named, path, format: 'json' });
  const { model: ___, ...written } = JSON.parse(readFileSync(path, 'utf8')) as WrittenEvaluation;
  expect(written).toEqual(told);

  const svg = join(folder, 'charts.svg');
  const exported = await bench.exportEvaluation({ ...named, path: svg, format: 'svg' });
  expect(exported).toMatchObject({ format: 'svg', records: 26 });
  expect(readFileSync(svg, 'utf8')).toContain('base rate');
  const again = bench.exportEvaluation({ ...named, path: request.labels, format: 'json' });
  await expect(again).rejects.toThrow(/^Cannot write .*labels\.bed/);
});

it('rows are those wrong at a threshold, by the names of the genome', async () => {
  const { bench, project, request } = await prepare();
  const job = await bench.ended(await bench.evaluate(request));
  const named = { project: project.id, evaluation: job.evaluation!, count: 100 };
  const all = await bench.evaluationRows(named);
  expect(all.map(({ kind, total }) => [kind, total])).toEqual([['furthest', 26]]);
  const rows = all[0]!.rows;
  expect(new Set(rows.map(({ region }) => region.contig))).toEqual(new Set(['chrOne', 'chrTwo']));
  const errors = rows.map(({ score, label }) => Math.abs(score - label));
  expect(errors).toEqual(errors.toSorted((a, b) => b - a));

  const { charts } = await bench.evaluation(named);
  const { roc, positives, negatives } = charts.curves!;
  for (const [i, threshold] of roc.threshold.entries()) {
    const at = { kind: 'threshold', threshold } as const;
    const [high, low] = await bench.evaluationRows({ ...named, at });
    expect(high!.total / negatives).toBe(roc.falsePositiveRate[i]);
    expect(1 - low!.total / positives).toBeCloseTo(roc.truePositiveRate[i]!, 10);
    const isWrong = ({ label, score }: EvaluatedRow) => score >= threshold !== (label === 1);
    expect([...high!.rows, ...low!.rows].every(isWrong)).toBe(true);
  }
});

it('what is gone from the cache is told, and made again in its place', async () => {
  const { bench, project, request } = await prepare();
  const first = await bench.ended(await bench.evaluate(request));
  await bench.ended(await bench.evaluate({ ...request, pool: 'max' }));
  const folder = cacheFolders(bench.locations.cache).evaluations;
  rmSync(folder, { recursive: true });
  const named = { project: project.id, evaluation: first.evaluation! };
  await expect(bench.evaluation(named)).rejects.toMatchObject({ code: 'cache-missing' });
  const lost = (await bench.openProject({ path: project.path })).evaluations;
  expect(lost.map((one) => one.lost)).toEqual([true, true]);

  const again = await bench.ended(await bench.evaluateAgain({ ...named, provider: 'cpu' }));
  expect(again.evaluation).toBe(first.evaluation);
  const now = (await bench.openProject({ path: project.path })).evaluations;
  expect(now.map((one) => one.lost)).toEqual([false, true]);
  expect((await bench.evaluation(named)).measured[0]!.rows).toBe(26);

  const left = await bench.deleteEvaluation(named);
  expect(left.evaluations.map(({ choices }) => choices.pool)).toEqual(['max']);
  await expect(bench.evaluation(named)).rejects.toMatchObject({ code: 'project-entry-unknown' });
});

it('what another process evaluated in the project meanwhile stays', async () => {
  const { bench, project, request } = await prepare();
  await bench.ended(await bench.evaluate(request));
  await bench.close();
  const { path } = project;
  const [own, other] = [1, 2].map(
    () => new OpenProject(path, readProjectDocument(path), new ProjectLock(dirname(path))),
  );
  const [saved] = own!.document.evaluations;
  other!.evaluations.add({ ...saved!, id: 'other' });
  own!.evaluations.add({ ...saved!, id: 'own' });
  const kept = () => readProjectDocument(path).evaluations.map(({ id }) => id);
  expect(kept()).toEqual(['own', 'other', saved!.id]);
  other!.evaluations.remove(saved!.id);
  expect(kept()).toEqual(['own', 'other']);
});

it('one that fails or is cancelled leaves nothing', async () => {
  // It stands still there: whether it is over before it is cancelled is not left to the clock.
  const start = standingStill(sharedComputeProcess, ({ kind }) => kind === 'progress');
  const { bench, project, request } = await prepare(start);
  const other = { ...request, task: 'vep-eqtl' } as const;
  const failed = await bench.ended(await bench.evaluate(other));
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'labels-format' } });
  const job = await bench.evaluate(request);
  await bench.ended(job, ({ progress }) => progress !== undefined);
  await bench.cancelJob({ id: job.id });
  expect(await bench.ended(job)).toMatchObject({ state: 'cancelled' });
  expect((await bench.openProject({ path: project.path })).evaluations).toEqual([]);
  expect(existsSync(cacheFolders(bench.locations.cache).evaluations)).toBe(false);
});
