import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PerturbationResult } from '../../src-main/engine/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { EditedSequence } from '../../src-main/sequence/index.ts';
import { defaultTolerance, perturbInterval } from '../../src-main/analysis/perturbations/index.ts';
import { knockOutTasks } from '../../src-main/analysis/effects/knock-out.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { unstopped } from '../support/event-log.ts';
import { referenceModels } from '../support/paths.ts';
import { withChanged } from '../support/perturb.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = join(sharedFolder(), 'graphs');
const path = referenceModels['hawk-tutorial'];
const tokens = tutorialContig('chrT2');

// Two that act on genes 1 and 7 kbp away, and one whose domain has another.
const enhancers = [
  { start: 22_305, end: 22_320 },
  { start: 99_840, end: 99_855 },
  { start: 172_128, end: 172_143 },
];

it('knocking out elements of 200 kbp changes every bin as reading all of it again does, to 0.01', async () => {
  const tasks = enhancers.flatMap((place) => knockOutTasks(tokens, place, { kind: 'n' }));
  const model = await loadModel({ model: readModelPackage(path), origin: 'shipped' });
  const results: PerturbationResult[] = [];
  const settings = { provider: 'cpu', threads: 2, tolerance: defaultTolerance } as const;
  const read = { start: 0, tokens };
  const genome = await openFasta(tutorialGenome, { indexFolder: graphs });
  const startComputeProcess = sharedComputeProcess;
  const context = {
    genome,
    model,
    graphs,
    startComputeProcess,
    emit: () => undefined,
    signal: unstopped,
  };
  const { bins: base } = await perturbInterval(read, tasks, settings, context, (result) => {
    results[result.task] = result;
  });
  await genome.close();

  for (const [task, { edits }] of tasks.entries()) {
    const changed = new EditedSequence(tokens, edits).tokens(0, tokens.length);
    const raw = { start: 0, end: 0 };
    const whole = await runPass({ model: path, tokens: changed, graphs, threads: 2, raw });
    const merged = withChanged(base![0]!, results[task]!.bins![0]!);
    const differences = whole.tracks.map((values, track) => {
      expect(merged[track]!).toHaveLength(values.length);
      return values.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - merged[track]![i]!)),
        0,
      );
    });
    expect(Math.max(...differences)).toBeLessThan(0.01);
    // The knock-out itself is seen, and most of the sequence was not read again.
    const effect = whole.tracks.flatMap((values, track) =>
      [...values].map((value, i) => Math.abs(value - base![0]!.values[track]![i]!)),
    );
    expect(effect.reduce((most, value) => Math.max(most, value), 0)).toBeGreaterThan(0.5);
    const { window } = results[task]!;
    expect(window.end - window.start).toBeLessThan(tokens.length / 2);
  }
});
