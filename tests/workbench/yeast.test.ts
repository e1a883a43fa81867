import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const contig = 'chrXI_416001_476000';

function yeastBench(): Bench {
  const shippedModels = join(root, 'native-models');
  return openBench({ ...locationsIn(temporaryFolder()), shippedModels });
}

it('the real genome opens with a draft of itself, its genes, frames and labels, the same each time', async () => {
  const bench = yeastBench();
  const opened = await bench.openGuide({ guide: 'yeast' });
  expect(opened).toMatchObject({ guide: 'yeast', model: 'hawk-yeast', missing: [] });
  const { contigs } = opened.genome!;
  expect(contigs.map(({ name }) => name)).toEqual([contig, 'draft']);
  // As many insertions as deletions, about.
  expect(Math.abs(contigs[0]!.length - contigs[1]!.length)).toBeLessThan(100);
  const names = ['genes.gff3', 'reading-frames.bed', 'gene-starts.bed'];
  expect(opened.tracks.map(({ name }) => name)).toEqual(names);
  const texts = opened.tracks.map(({ path }) => readFileSync(path, 'utf8'));
  expect(texts[0]).toContain('Saccharomyces Genome Database (www.yeastgenome.org), CC BY 4.0');
  const genes = (await readGff3(opened.tracks[0]!.path)).filter(({ type }) => type === 'gene');
  const onDraft = genes.filter((gene) => gene.contig === 'draft');
  expect(onDraft).toHaveLength(32);
  for (const { end } of onDraft) expect(end).toBeLessThanOrEqual(contigs[1]!.length);
  expect(texts[2]!.match(/\n/g)).toHaveLength(32);
  await bench.close();

  const again = openBench(bench.locations);
  // By either door it is the guide.
  for (const project of [
    await again.openProject(opened),
    await again.openGuide({ guide: 'yeast' }),
  ]) {
    expect(project.guide).toBe('yeast');
    expect(project.tracks.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(texts);
  }
});

it('the genes of a run are held against the annotation of its contig, finished or draft', async () => {
  const bench = yeastBench();
  const { id: project } = await bench.openGuide({ guide: 'yeast' });
  for (const [region, least] of [
    [contig, 31],
    ['draft', 29],
  ] as const) {
    const asked = { project, region, flank: 0, model: 'hawk-yeast', provider: 'cpu' } as const;
    const { run } = await bench.predicted({ ...asked, tracks: ['cds_plus'] });
    const { genes, found, missed } = await bench.yeastGenes({ project, run });
    expect(genes).toBe(32);
    expect(found).toBeGreaterThanOrEqual(least);
    expect(missed).toHaveLength(genes - found);
    expect(missed).toContain('ARC19');
  }
});

it('genes of a run are exported from the cache, for all of it or a part, and from no other model', async () => {
  const bench = yeastBench();
  const { id: project, path } = await bench.openGuide({ guide: 'yeast' });
  const provider = 'cpu' as const;
  const place = { project, region: `${contig}:1-12,000`, flank: 0, provider };
  const tracks = ['cds_plus'];
  const { run } = await bench.predicted({ ...place, model: 'hawk-yeast', tracks });
  const out = (name: string) => join(path, '..', name);
  const asked = { project, run, threshold: 0.5 };
  const whole = await bench.exportGenes({ ...asked, format: 'gff3', path: out('a.gff3') });
  const genes = (await readGff3(out('a.gff3'))).filter(({ type }) => type === 'gene');
  // Of a run that shows one track, both strands' genes: the cache has all tracks.
  expect(new Set(genes.map(({ strand }) => strand))).toEqual(new Set(['+', '-']));
  expect(whole).toMatchObject({ format: 'gff3', records: genes.length });
  const regions = [`${contig}:5,001-10,000`];
  const part = await bench.exportGenes({ ...asked, regions, format: 'bed', path: out('a.bed') });
  expect(part.records).toBeLessThan(whole.records);
  expect(part.records).toBeGreaterThan(0);
  const outside = { ...asked, regions: [`${contig}:5,001-20,000`] };
  await expect(
    bench.exportGenes({ ...outside, format: 'bed', path: out('b.bed') }),
  ).rejects.toMatchObject({ code: 'region-outside' });

  const other = await bench.predicted({ ...place, model: 'hawk-tutorial' });
  const message = /Hawk tutorial has no track with the role "cds"/;
  await expect(
    bench.exportGenes({ ...asked, run: other.run, format: 'bed', path: out('b.bed') }),
  ).rejects.toThrow(message);
});

it('says what its model was trained on, what its variant scores lack, and where a genome is unlike it', async () => {
  const bench = yeastBench();
  const card = (await bench.models()).find(({ id }) => id === 'hawk-yeast')!;
  expect(card.trainedOn).toMatch(/^13 chromosomes of baker's yeast/);
  expect(card.variantLimit).toMatch(/no log-likelihood ratio.*do not tell harmful variants/);
  const tutorial = (await bench.models()).find(({ id }) => id === 'hawk-tutorial')!;
  expect(tutorial.trainedOn).toBe('the synthetic grammar of the tutorial');
  expect(tutorial.variantLimit).toBeUndefined();

  const { id: yeast } = await bench.openGuide({ guide: 'yeast' });
  const asked = { model: 'hawk-yeast', flank: 0, provider: 'cpu' } as const;
  const own = { ...asked, project: yeast, region: `${contig}:1-12,000` };
  expect((await bench.estimate(own)).unlike).toBeUndefined();
  const { notes: ownNotes } = await bench.predicted(own);
  expect(ownNotes.join()).not.toContain('trained on');

  const { id: synthetic } = await bench.openGuide({ guide: 'tutorial' });
  const foreign = { ...asked, project: synthetic, region: 'chrT1:1-12,000' };
  const composition =
    /^\d\d % of the bases of chrT1:1-12,000 are G or C\. Hawk yeast was trained on 13/;
  expect((await bench.estimate(foreign)).unlike).toMatch(composition);
  const { notes } = await bench.predicted(foreign);
  expect(notes.find((note) => composition.test(note))).toBeDefined();
  const calls =
    /^Bins called coding in chrT1:1-12,000 have a mean probability of 0\.\d\d, .* 0\.95/;
  expect(notes.find((note) => calls.test(note))).toBeDefined();
});

it("a lab's own project of a guide's name keeps its genome, wherever its file lies", async () => {
  const bench = yeastBench();
  const folder = temporaryFolder();
  const path = join(folder, 'yeast.fa');
  writeFileSync(path, `>chrI\n${'ACGT'.repeat(50)}\n`);
  const own = await bench.newProject({ path });
  await bench.updateProject({ project: own.id, locus: 'chrI:1-100' });
  await bench.close();
  // Where earlier versions put it.
  const taken = join(bench.locations.projects, 'yeast.megabase');
  expect(own.path).not.toBe(taken);
  renameSync(own.path, taken);

  const again = openBench(bench.locations);
  const guide = await again.openGuide({ guide: 'yeast' });
  expect(guide.path).not.toBe(taken);
  expect((await again.openGuide({ guide: 'yeast' })).path).toBe(guide.path);
  expect(await again.openProject(guide)).toMatchObject({ guide: 'yeast' });
  const opened = await again.openProject({ path: taken });
  expect(opened).toMatchObject({ name: 'yeast', guide: undefined, locus: 'chrI:1-100' });
  expect(opened.genome?.contigs).toMatchObject([{ name: 'chrI' }]);
  expect(JSON.parse(readFileSync(taken, 'utf8'))).not.toHaveProperty('guide');
});

it('a guide that was saved before guides were marked is the guide still', async () => {
  const bench = yeastBench();
  const { path } = await bench.openGuide({ guide: 'yeast' });
  await bench.close();
  const { guide, ...unmarked } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  expect(guide).toBe('yeast');
  writeFileSync(path, JSON.stringify(unmarked));
  const again = openBench(bench.locations);
  expect(await again.openProject({ path })).toMatchObject({ path, guide: 'yeast' });
});
