import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

it('raw tensors of a run are computed over the interval that it read, and written as a job', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const fasta = join(folder, 'own.fa');
  writeFileSync(fasta, `>a\n${wrap(randomLetters(seeded(5), 4_000, 'ACGT'), 60)}`);
  const { id: project } = await bench.newProject({ path: fasta });
  const asked = {
    project,
    model: 'random-hawk',
    provider: 'cpu',
    region: 'a:1,001-2,000',
  } as const;
  const { run } = await bench.predicted({ ...asked, flank: 300 });

  const whole = join(folder, 'whole.safetensors');
  const part = join(folder, 'part.safetensors');
  const job = await bench.exportRaw({ project, run, path: whole });
  expect(await bench.ended(job)).toMatchObject({ kind: 'export', state: 'done' });
  await bench.ended(await bench.exportRaw({ project, run, region: 'a:1,501-1,600', path: part }));

  const [all, some] = [whole, part].map((path) => Safetensors.open(path));
  expect(all!.tensors.get('logits')!.shape.slice(0, 2)).toEqual([1, 1_000]);
  const v = all!.tensors.get('logits')!.shape[2]!;
  // The same interval was read for both: a part has the very numbers of the whole.
  expect(some!.floats('logits')).toEqual(all!.floats('logits').slice(500 * v, 600 * v));
  all!.close();
  some!.close();

  const outside = bench.exportRaw({ project, run, region: 'a:1-100', path: `${part}.2` });
  await expect(outside).rejects.toMatchObject({ code: 'region-outside' });
});
