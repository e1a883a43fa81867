import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from '../workbench/open-workbench.ts';

const common = { model: 'random-hawk', provider: 'cpu' } as const;

/** A project with a prediction, a context effect, a distal map and both maps of bases. */
export async function projectOfRows() {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const contig = `>chr1\n${wrap(randomLetters(seeded(5), 2_000, 'ACGT'), 60)}`;
  writeFileSync(join(folder, 'own.fa'), contig);
  const genes = ['501\t900\t.\t+\t.\tID=g1;Name=First', '1001\t1500\t.\t-\t.\tID=g2'];
  const lines = genes.map((gene) => `chr1\t.\tgene\t${gene}\n`);
  writeFileSync(join(folder, 'genes.gff3'), lines.join(''));
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const added = await bench.addFiles({ project, paths: [join(folder, 'genes.gff3')] });
  const annotation = added.project.tracks[0]!.id;
  const whole = { project, region: 'chr1', flank: 0, ...common };
  await bench.predicted(whole);
  await bench.predicted({ ...whole, window: 512 });
  const near = { project, region: 'chr1:491-520', flank: 400, ...common };
  const readout = { kind: 'track', track: 'track-0', at: 'First' } as const;
  const ask = { elements: { kind: 'tile', bp: 100 }, knockOut: { kind: 'n' } } as const;
  for (const job of [
    await bench.findBaseMap({ ...near, question: { kind: 'mutagenesis', readout, annotation } }),
    await bench.findBaseMap({ ...near, question: { kind: 'dependencies' } }),
    await bench.findEffects({ ...near, region: 'chr1:501-1,500', ...ask, targets: annotation }),
  ]) {
    expect(await bench.ended(job)).toMatchObject({ state: 'done' });
  }
  return { bench, project, folder };
}
