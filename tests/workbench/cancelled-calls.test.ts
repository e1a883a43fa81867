import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Emitter } from '../../src-main/workbench/emitter.ts';
import { randomLetters, seeded } from '../formats/fixtures.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

const model = 'random-hawk';

it('an import whose caller is gone leaves nothing in the library', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const source = temporaryFolder();
  writeRandomModel(source, { seed: 3, config: { model_type: 'caduceus' } });
  const importing = bench.importModel({ path: source }, AbortSignal.abort());
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
  const { userModels } = locations;
  expect(existsSync(userModels) ? readdirSync(userModels) : []).toEqual([]);
  expect((await bench.importModel({ path: source })).family).toBe('caduceus');
});

it('an export whose caller is gone writes no file, and an estimate reads no genome', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const path = join(folder, 'own.fa');
  writeFileSync(path, `>a\n${randomLetters(seeded(21), 2_000, 'ACGT')}\n`);
  const { id: project } = await bench.newProject({ path });
  const request = { project, region: 'a', model, provider: 'cpu' } as const;
  const { run } = await bench.predicted(request);
  const wanted = {
    project,
    run,
    tracks: ['track-0'],
    format: 'tsv',
    path: join(folder, 'out.tsv'),
  };
  await expect(bench.exportRun(wanted, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([]);
  await expect(bench.estimate(request, AbortSignal.abort())).rejects.toThrow();
  expect((await bench.exportRun(wanted)).map((file) => file.path)).toEqual([wanted.path]);
});

it('a listener that throws is reported every time, and keeps its place among the others', () => {
  const reported: unknown[] = [];
  const heard: string[] = [];
  const events = new Emitter<string>((error) => reported.push(error));
  const fault = new Error('x');
  events.subscribe((event) => heard.push(`first ${event}`));
  const leave = events.subscribe(() => {
    throw fault;
  });
  events.subscribe((event) => heard.push(`last ${event}`));
  events.emit('1');
  events.emit('2');
  leave();
  events.emit('3');
  expect(heard).toEqual(['first 1', 'last 1', 'first 2', 'last 2', 'first 3', 'last 3']);
  expect(reported).toEqual([fault, fault]);
});
