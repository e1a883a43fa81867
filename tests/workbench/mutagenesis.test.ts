import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { MutagenesisRequest } from '../../src-main/contract/index.ts';
import { defaultTolerance } from '../../src-main/analysis/perturbations/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { findMutagenesis } from '../../src-main/analysis/mutagenesis/index.ts';
import { loadModel, ModelLibrary } from '../../src-main/library/index.ts';
import { openEnvironment } from '../../src-main/analysis/environment/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const model = 'random-hawk';

async function own(bench: Bench): Promise<{ request: MutagenesisRequest; folder: string }> {
  const folder = join(bench.locations.projects, '..');
  const gene = 'chr1\t.\tgene\t501\t900\t.\t+\t.\tID=g1;Name=First\n';
  writeFileSync(
    join(folder, 'own.fa'),
    `>chr1\n${wrap(randomLetters(seeded(5), 2000, 'ACGT'), 60)}`,
  );
  writeFileSync(join(folder, 'genes.gff3'), gene);
  writeFileSync(join(folder, 'parts.bed'), 'chr1\t700\t760\n');
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const paths = ['genes.gff3', 'parts.bed'].map((name) => join(folder, name));
  const { tracks } = (await bench.addFiles({ project, paths })).project;
  const annotation = tracks.find(({ name }) => name === 'genes.gff3')!.id;
  const readout = { kind: 'track', track: 'track-0', at: 'First' } as const;
  const place = { region: 'chr1:491-500', flank: 400 };
  return { request: { project, ...place, model, readout, annotation, provider: 'cpu' }, folder };
}

it('is made as a job, read again without computing, and what the command would have found', async () => {
  const locations = locationsIn(temporaryFolder());
  const bench = openBench(locations);
  const { request, folder } = await own(bench);
  await expect(bench.mutagenesis(request)).rejects.toMatchObject({ code: 'cache-missing' });
  const job = await bench.ended(await bench.findMutagenesis(request));
  expect(job).toMatchObject({
    ...{ kind: 'mutagenesis', state: 'done', result: '10 bases were substituted.' },
    title: 'Mutagenesis of chr1:491-500 with Random hawk',
    region: { contig: 'chr1', start: 490, end: 500 },
  });
  const map = await bench.mutagenesis(request);
  expect(map.bases).toHaveLength(10);
  expect(map.changes.some((change) => Math.abs(change) > 1e-4)).toBe(true);
  expect(map.readout).toMatchObject({
    kind: 'track',
    gene: 'First',
    place: { start: 436, end: 565 },
  });
  await bench.close();

  const environment = await openEnvironment(
    { fasta: join(folder, 'own.fa'), cache: false },
    { onNote: () => undefined, signal: new AbortController().signal },
  );
  const loaded = await loadModel(new ModelLibrary(locations).find(model));
  const [region] = await environment.regions([request.region]);
  const annotation = join(folder, 'genes.gff3');
  const spec = { region: region!, flank: 400, readout: request.readout, annotation };
  const settings = { provider: 'cpu', threads: 1, tolerance: defaultTolerance } as const;
  const found = await resultOf(
    findMutagenesis(
      { ...environment, model: loaded },
      { ...spec, ...settings },
      new AbortController().signal,
    ),
    () => undefined,
  );
  await environment.close();
  expect(found).toEqual(map);
});

it('is refused at once where the model, the region or the annotation is none', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { request } = await own(bench);
  const { tracks } = (await bench.addFiles({ project: request.project, paths: [] })).project;
  const bed = tracks.find(({ name }) => name === 'parts.bed')!.id;
  for (const [change, code] of [
    [{ region: 'chr9:1-10' }, 'contig-unknown'],
    [{ readout: { kind: 'track', track: 'nothing' } }, 'track-unknown'],
    [{ annotation: bed }, 'track-format'],
    [{ project: 'none' }, 'project-unknown'],
  ] as const) {
    const asked = { ...request, ...change };
    await expect(bench.findMutagenesis(asked)).rejects.toMatchObject({ code });
    await expect(bench.mutagenesis(asked)).rejects.toMatchObject({ code });
  }
  await bench.close();
});
