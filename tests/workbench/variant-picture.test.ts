import { join } from 'node:path';
import { expect, it } from 'vitest';
import { alleleSpecs, fetchBins, type ValueReads } from '../../src-main/drawing/index.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

/** A variant of the tutorial's sample that breaks the promoter from base 340,282 on, and no other. */
const [broken, promoter] = ['chrT1:340290:T>G', { start: 340_282, end: 340_298 }];

it('a variant that breaks a promoter is drawn as the peak that is lost, there alone', async () => {
  const shippedModels = join(root, 'native-models');
  const bench = openBench({ ...locationsIn(temporaryFolder()), shippedModels });
  const { id: project, tracks } = await bench.openGuide({ guide: 'tutorial' });
  const source = tracks.find(({ name }) => name === 'sample.vcf.gz')!.id;
  const region = 'chrT1:338,001-342,000';
  const job = await bench.ended(
    await bench.scoreVariants({
      ...{ project, source, region, flank: 2000, model: 'hawk-tutorial', provider: 'cpu' },
      ...{ masked: false, haplotypes: false },
    }),
  );
  expect(job.error?.message).toBeUndefined();
  const set = job.variants!;
  const order = { sort: 'position', descending: false, filter: {} } as const;
  const rows = await bench.variantRows({ project, set, ...order, offset: 0, count: 100 });
  const row = rows.rows.find(({ variant }) => variant.id === broken)!;
  const card = (await bench.models()).find(({ id }) => id === 'hawk-tutorial')!;
  const info = card.tracks.find(({ role }) => role === 'promoter')!;
  const interval = row.variant.scores!.interval;
  const opened = { set, row: row.number, track: info.id, name: broken, interval, scale: 1 };
  const [both, difference] = alleleSpecs(opened, info);
  const reads: ValueReads = {
    view: (asked, allele) => bench.variantView({ project, ...asked, ...allele! }),
    signal: () => Promise.resolve([]),
  };
  const seen = { chr: 'chrT1', start: 339_500, end: 341_500, bpPerPixel: 1 };
  const bins = await fetchBins(both!, seen, reads);
  const isLost = ({ start, end }: { start: number; end: number }) =>
    start < promoter.end && end > promoter.start;
  const peak = (layer: number) =>
    Math.max(...bins.filter((bin) => bin.layer === layer && isLost(bin)).map(({ value }) => value));
  expect(peak(0)).toBeGreaterThan(0.9);
  expect(peak(1)).toBeLessThan(0.1);
  const changes = await fetchBins(difference!, seen, reads);
  expect(changes.length).toBeGreaterThan(10);
  const lost = changes.filter(({ value }) => value < -0.5);
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.every(isLost)).toBe(true);
  expect(changes.some(({ value }) => value > 0.5)).toBe(false);

  // The figure has the same bars: each as high as its value.
  const figure = await bench.figure({
    ...{ project, region: 'chrT1:339,501-341,500', rows: [both!.id] },
    ...{ width: 180, fontSize: 7, legend: true, variant: opened },
  });
  expect(figure.svg).toContain(`with ${broken.replace('>', '&gt;')}`);
  const heights = [...figure.svg.matchAll(/h[\d.]+v([\d.]+)h-[\d.]+z/g)].map(([, one]) =>
    Number(one),
  );
  const unit = ((56 - 5) * 7) / 11;
  const near = Math.min(...heights.map((height) => Math.abs(height - peak(0) * unit)));
  expect(near).toBeLessThan(0.01);
});
