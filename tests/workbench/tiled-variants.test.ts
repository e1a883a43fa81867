import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { basesWithGap, convGraph, plainConv, writeConvFolder } from '../support/tiled-conv.ts';
import { locationsIn, openBench } from './open-workbench.ts';

const conv = { seed: 71, hidden: 3, channels: 2, width: 17 };
const text = basesWithGap(new Random(72), 900, [0, 0]);
const site = 431;

it('a window sees what the command tells of a model in tiles: gains, aggregates, both alleles', async () => {
  const folder = temporaryFolder();
  const model = join(folder, 'conv');
  writeConvFolder(
    model,
    { 'model.onnx': convGraph(conv, { length: 48 }) },
    {
      variantDistance: 10,
      input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
      tiling: { length: 48, centre: 16 },
      outputs: [
        {
          ...{ kind: 'tracks', name: 'out', layout: '[1,tracks,bins]', bin: 1, activation: 'none' },
          tracks: ['+', '-'].map((strand, i) => {
            return { id: `t${i}`, label: `T${i}`, unit: 'x', color: '#000000', strand };
          }),
        },
      ],
    },
  );
  const fasta = join(folder, 'g.fa');
  writeFileSync(fasta, `>chr\n${text}\n`);
  const alt = text[site] === 'A' ? 'C' : 'A';
  const vcf = join(folder, 'v.vcf');
  const head = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';
  const record = ['chr', site + 1, '.', text[site], alt, '.', '.', '.'].join('\t');
  writeFileSync(vcf, `${head}${record}\n`);

  const workbench = openBench(locationsIn(folder));
  await workbench.importModel({ path: model });
  const { id: project } = await workbench.newProject({ path: fasta });
  const added = await workbench.addFiles({ project, paths: [vcf] });
  const source = added.project.tracks.find(({ format }) => format === 'vcf')!.id;
  const request = { project, source, model: 'graph', masked: false, haplotypes: false } as const;
  const cpu = { provider: 'cpu' } as const;
  const job = await workbench.scoreVariants({ ...request, aggregate: 'DIFF_MEAN:5', ...cpu });
  const { state, variants: made } = await workbench.ended(job);
  expect(state).toBe('done');
  const set = made!;
  const listed = { sort: 'position', descending: false, filter: {}, offset: 0, count: 9 } as const;
  const { rows } = await workbench.variantRows({ project, set, ...listed });
  const { deltas, aggregates } = rows[0]!.variant.scores!;
  expect(deltas!.map(({ track }) => track)).toEqual(['t0', 't1']);
  expect(aggregates!.map(({ scorer }) => scorer)).toEqual(['DIFF_MEAN_5', 'DIFF_MEAN_5']);

  // The alleles are drawn from what is kept of the tiles that saw the variant.
  const plain = plainConv(conv);
  const changed = text.slice(0, site) + alt + text.slice(site + 1);
  const view = { project, set, row: 0, track: 't1', start: site - 20, end: site + 20 };
  for (const [allele, letters] of [
    ['reference', text],
    ['alternative', changed],
  ] as const) {
    const { mean, start } = await workbench.variantView({ ...view, allele, bpPerPixel: 1 });
    for (const [i, value] of mean.entries()) {
      expect(value).toBeCloseTo(plain(letters, start + i)[1]!, 4);
    }
  }
  const out = join(folder, 'set.tsv');
  await workbench.exportVariants({ project, set, format: 'tsv', path: out });
  expect(readFileSync(out, 'utf8')).toMatch(/\tMAX_GAIN_10\tt0\t\+\t[-\d.]+\t\.\t/);

  // What cannot be is refused before a job is made of it.
  const refused = workbench.scoreVariants({ ...request, likeSpliceAi: true, ...cpu });
  await expect(refused).rejects.toMatchObject({ code: 'usage' });
});
