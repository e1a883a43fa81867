import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ScratchFolder } from '../../src-main/cache/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { vcfText } from '../support/hts.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

it('every job of changed sequences has a folder for what the memory does not hold', async () => {
  const folder = temporaryFolder();
  const letters = randomLetters(seeded(8), 2000, 'ACGT');
  const ref = letters.charAt(899);
  const record = { contig: 'chr1', pos: 900, ref, alt: ref === 'A' ? 'C' : 'A' };
  writeFileSync(join(folder, 'own.fa'), `>chr1\n${wrap(letters, 60)}`);
  writeFileSync(join(folder, 'own.vcf'), vcfText({ chr1: letters }, [record]));
  let asked: (string | undefined)[] = [];
  const bench = openBench(locationsIn(folder), () => {
    const child = sharedComputeProcess();
    return {
      ...child,
      send(request) {
        if ('job' in request) asked.push(request.job.scratch);
        child.send(request);
      },
    };
  });
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const { tracks } = (await bench.addFiles({ project, paths: [join(folder, 'own.vcf')] })).project;
  const source = tracks.find(({ name }) => name === 'own.vcf')!.id;
  const shared = { project, model: 'random-hawk', provider: 'cpu' } as const;
  const variants = { ...shared, source, masked: false, haplotypes: false };
  const region = 'chr1:801-1,000';
  const readout = { kind: 'track', track: 'track-0' } as const;
  const question = { kind: 'mutagenesis', readout } as const;
  const effects = { elements: { kind: 'tile', bp: 100 }, knockOut: { kind: 'n' } } as const;
  for (const begin of [
    () => bench.scoreVariants({ ...variants, region }),
    () => bench.keepBackground(variants),
    () => bench.findBaseMap({ ...shared, region: 'chr1:891-895', question }),
    () => bench.findEffects({ ...shared, region, ...effects }),
  ]) {
    asked = [];
    const { title, state } = await bench.ended(await begin());
    expect({ title, state, asked: asked.length }).toEqual({ title, state: 'done', asked: 1 });
    // What lies in memory holds nothing that the memory does not.
    expect(asked[0] === undefined, title).toBe(new ScratchFolder().kind === 'memory');
  }
});
