import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { baseTokens, tokenize } from '../../src-main/sequence/index.ts';
import { findMutagenesis, type ReadoutChoice } from '../../src-main/analysis/mutagenesis/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { findMap, type MapOptions } from '../support/find-map.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import type { HawkShape } from '../support/random-hawk.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { openScoring, scoreVcf } from '../support/scoring.ts';
import { vcfText } from '../support/hts.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const random = new Random(41);
const plainLetters = Array.from({ length: 300 }, () => 'ACGT'[random.below(4)]).join('');
/** An N inside the regions, and one at each end of the contig. */
const letters = [...plainLetters]
  .map((base, i) => ([0, 152, 299].includes(i) ? 'N' : base))
  .join('');
const fasta = join(folder, 'genome.fa');
writeFasta(fasta, { chr1: letters, chr2: plainLetters });
const genome = await openFasta(fasta, { indexFolder: folder });
afterAll(() => genome.close());
const bin = 16;
const gff = join(folder, 'genes.gff3');
writeFileSync(
  gff,
  [
    'chr1\tx\tgene\t100\t200\t.\t+\t.\tID=g1;Name=G1',
    'chr1\tx\tgene\t120\t230\t.\t-\t.\tID=g2;Name=G2',
    'chr1\tx\tgene\t80\t90\t.\t+\t.\tID=t1;Name=twin',
    'chr1\tx\tgene\t90\t95\t.\t+\t.\tID=t2;Name=twin',
    'chr1\tx\tgene\t270\t290\t.\t-\t.\tID=g9;Name=G9',
    'chr2\tx\tgene\t80\t96\t.\t+\t.\tID=far;Name=FAR',
    'chr1\tx\tgene\t180\t200\t.\t+\t.\tID=b1;Name=both',
    'chr2\tx\tgene\t80\t96\t.\t+\t.\tID=b2;Name=both',
    '',
  ].join('\n'),
);
/** In the middle, at the first base, at the last. */
const regions = [
  { contig: 'chr1', start: 150, end: 155 },
  { contig: 'chr1', start: 0, end: 3 },
  { contig: 'chr1', start: 297, end: 300 },
];
const [region] = regions as [(typeof regions)[number]];

async function model(config: CaduceusShape | HawkShape, seed: number, count = 2) {
  const path = join(folder, `model-${seed}`);
  writeRandomModel(path, { seed, config, ...(count > 0 && { tracks: { count, bin } }) });
  return loadModel({ model: readModelPackage(path), origin: 'imported' });
}

const track = (at?: string): ReadoutChoice => ({ kind: 'track', track: 'track-1', at });

function find(
  used: Awaited<ReturnType<typeof model>>,
  readout: ReadoutChoice,
  options: MapOptions = {},
) {
  const asked = { readout, annotation: gff };
  return findMap(
    (environment, spec, signal) => findMutagenesis(environment, { ...spec, ...asked }, signal),
    { genome, model: used, folder, region },
    options,
  );
}

/** By the plainest means: every changed sequence read as a whole. */
async function plainChanges(
  used: Awaited<ReturnType<typeof model>>,
  place: typeof region,
  read: (pass: Awaited<ReturnType<typeof runPass>>) => number,
): Promise<{ value: number; changes: number[] }> {
  const tokens = tokenize(letters);
  const graphs = join(folder, 'plain-graphs');
  const of = async (sequence: Uint8Array) =>
    read(await runPass({ model: used.model.folder, tokens: sequence, graphs }));
  const value = await of(tokens);
  const changes: number[] = [];
  for (let i = place.start; i < place.end; i++) {
    for (const token of baseTokens) {
      if (letters[i] === 'N') changes.push(NaN);
      else if (token === tokens[i]) changes.push(0);
      else changes.push((await of(tokens.with(i, token))) - value);
    }
  }
  return { value, changes };
}

/** Gives the largest. */
function expectClose(found: Float32Array, expected: readonly number[], least = 1e-5): number {
  expect([...found].map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
  const known = expected.filter((value) => !Number.isNaN(value));
  const largest = Math.max(...known.map(Math.abs));
  expect(largest).toBeGreaterThanOrEqual(least);
  for (const [i, value] of expected.entries()) {
    if (!Number.isNaN(value)) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-5);
  }
  return largest;
}

const mean = (values: Float32Array) => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('a mutagenesis by a track', () => {
  const readouts = [
    // Bins of 16 that overlap, of the contig's 18 whole ones.
    [
      'the region itself',
      undefined,
      (values, { start, end }) => mean(values.slice(Math.floor(start / bin), Math.ceil(end / bin))),
    ],
    ['another region', 'chr1:31-50', (values) => mean(values.slice(1, 4))],
    ['a gene', 'G1', (values) => Math.max(...values.slice(2, 11))],
    ['a gene on the other strand', 'G2', (values) => Math.max(...values.slice(10, 19))],
  ] as [string, string | undefined, (values: Float32Array, place: typeof region) => number][];

  it.each([
    ['a strand-sharing Caduceus', { model_type: 'caduceus', rcps: true }, 50],
    ['a Hawk', { model_type: 'hawk' }, 51],
  ] as const)('of %s is that of reading every changed sequence', async (_, config, seed) => {
    const used = await model(config, seed);
    const largest: number[] = [];
    // The contig's last 12 bp are no whole bin.
    const places = [...regions.slice(0, 2), { contig: 'chr1', start: 284, end: 288 }];
    for (const place of places) {
      for (const [, at, read] of readouts) {
        const { map } = await find(used, track(at), { place });
        const expected = await plainChanges(used, place, ({ tracks }) => read(tracks[1]!, place));
        expect(map.bases).toBe(letters.slice(place.start, place.end));
        expect(map.value).toBeCloseTo(expected.value, 5);
        largest.push(expectClose(map.changes, expected.changes, 0));
      }
    }
    // Far from it a random network has forgotten most.
    expect(largest.filter((value) => value > 1e-4).length).toBeGreaterThan(2);
  });

  it('has no value where no whole bin is', async () => {
    const used = await model({ model_type: 'hawk' }, 51);
    await expect(find(used, track(), { place: regions[2]! })).rejects.toThrow(
      'The readout track-1 at chr1:298-300 has no value: it has no whole bin of 16 bp.',
    );
  });

  it('gives a substitution what variants give it at the gene', async () => {
    const used = await model({ model_type: 'hawk' }, 51);
    const { map } = await find(used, track('G1'));
    const rows = [...map.bases].flatMap((ref, i) =>
      ref === 'N'
        ? []
        : [...'ACGT']
            .filter((alt) => alt !== ref)
            .map((alt) => ({ contig: 'chr1', pos: region.start + i + 1, ref, alt })),
    );
    const vcf = join(folder, 'all.vcf');
    writeFileSync(vcf, vcfText({ chr1: letters }, rows));
    const scoring = await openScoring({ fasta, model: used.model.folder, shared: folder });
    const options = { targets: gff, targetTrack: 'track-1', maxTargets: Infinity, minEffect: 0 };
    const found = await scoreVcf(scoring, vcf, options);
    await scoring.close();
    expect(found).toHaveLength(12);
    for (const [
      n,
      {
        rows: [row],
      },
    ] of found.entries()) {
      const { pos, alt } = rows[n]!;
      const own = row!.scores!.distal.find(({ target }) => target.gene === 'G1');
      const change = map.changes[4 * (pos - 1 - region.start) + 'ACGT'.indexOf(alt)]!;
      expect(change).toBeCloseTo(own?.effect ?? 0, 5);
    }
  });

  it('is found again without a compute process, base by base', async () => {
    const used = await model({ model_type: 'hawk' }, 51);
    const cache = PredictionCache.open(temporaryFolder());
    const first = await find(used, track('G1'), { cache });
    const second = await find(used, track('G1'), { cache });
    expect([first.processes, second.processes]).toEqual([1, 0]);
    expect([...first.fromCache, ...second.fromCache]).toEqual([false, true]);
    expect(second.map).toEqual(first.map);
    expect(cache.info().edits).toBe(4);
    const other = await find(used, track('chr1:31-50'), { cache });
    expect(other.processes).toBe(1);
    expect(other.map.changes).not.toEqual(first.map.changes);
    // One base more is one base to compute.
    const wider = await find(used, track('G1'), {
      cache,
      place: { ...region, end: region.end + 1 },
    });
    expect(wider.map.changes.subarray(0, 20)).toEqual(first.map.changes);
    expect(cache.info().edits).toBe(9);
    cache.close();
  });

  it('is read out at the gene of the same contig, where another has one of that name', async () => {
    const { map } = await find(await model({ model_type: 'hawk' }, 51), track('both'));
    expect(map.readout).toMatchObject({ gene: 'both', place: { contig: 'chr1', start: 115 } });
  });

  it('that is cancelled keeps the bases that are done', async () => {
    const used = await model({ model_type: 'hawk' }, 51);
    const cache = PredictionCache.open(temporaryFolder());
    const controller = new AbortController();
    const place = { contig: 'chr1', start: 20, end: 140 };
    const onProgress = ({ stage, chunk }: PassProgress) => {
      if (stage === 'edits' && chunk > 120) controller.abort();
    };
    const stopped = find(used, track('G2'), {
      cache,
      place,
      signal: controller.signal,
      onProgress,
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const done = cache.info().edits;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(120);
    const rest = await find(used, track('G2'), { cache, place });
    expect(cache.info().edits).toBe(120);
    const whole = await find(used, track('G2'), { place });
    expectClose(rest.map.changes, [...whole.map.changes]);
    cache.close();
  });

  it.each([
    [track('twin'), /has 2 genes "twin": name one of them by its ID or a region/],
    [track('FAR'), /readout chr2:16-144 is on another contig than chr1:151-155/],
    [track('chr2:1-100'), /on another contig/],
    [track('G9'), /starts within 64 bp of an end/],
    [track('G_1x'), /has no gene "G_1x"; near: g1, G1/],
    [{ kind: 'track', track: 'nothing' }, /no track "nothing"/],
    [track(''), /name a gene or a region after @/],
  ] as [ReadoutChoice, RegExp][])('is refused for %j', async (readout, message) => {
    const used = await model({ model_type: 'hawk' }, 51);
    await expect(find(used, readout)).rejects.toThrow(message);
  });
});

describe('a mutagenesis by the likelihood', () => {
  it.each([
    ['a strand-sharing Caduceus', { model_type: 'caduceus', rcps: true }, 0],
    ['a causal Hawk', { model_type: 'hawk', bidirectional: false }, 1],
  ] as const)('of %s is what the logits say', async (_, config, shift) => {
    const used = await model(config, 60 + shift, 0);
    const tokens = tokenize(letters);
    const graphs = join(folder, 'plain-graphs');
    const { logits } = await runPass({ model: used.model.folder, tokens, graphs });
    for (const place of regions) {
      const { map } = await find(used, { kind: 'likelihood' }, { place });
      expect(map.value).toBeUndefined();
      const expected: number[] = [];
      for (let i = place.start; i < place.end; i++) {
        const row = baseTokens.map((token) => logits[(i - shift) * 16 + token] ?? NaN);
        const own = baseTokens.findIndex((token) => token === tokens[i]);
        expected.push(...row.map((value) => (own < 0 ? NaN : value - row[own]!)));
      }
      expectClose(map.changes, expected);
    }
  });

  it('is, masked or not, the ratio that variants have', async () => {
    const used = await model({ model_type: 'caduceus', rcps: true }, 60, 0);
    const [plain, masked] = [
      await find(used, { kind: 'likelihood' }),
      await find(used, { kind: 'likelihood', masked: true }),
    ];
    const rows = [...plain.map.bases].flatMap((ref, i) =>
      ref === 'N'
        ? []
        : [{ contig: 'chr1', pos: region.start + i + 1, ref, alt: ref === 'G' ? 'C' : 'G' }],
    );
    const vcf = join(folder, 'llr.vcf');
    writeFileSync(vcf, vcfText({ chr1: letters }, rows));
    const scoring = await openScoring({ fasta, model: used.model.folder, shared: folder });
    const found = await scoreVcf(scoring, vcf, { masked: true });
    await scoring.close();
    for (const [
      n,
      {
        rows: [row],
      },
    ] of found.entries()) {
      const { pos, alt } = rows[n]!;
      const at = 4 * (pos - 1 - region.start) + 'ACGT'.indexOf(alt);
      expect(plain.map.changes[at]).toBeCloseTo(row!.scores!.llr!, 5);
      expect(masked.map.changes[at]).toBeCloseTo(row!.scores!.maskedLlr!, 5);
    }
    expect(masked.map.changes).not.toEqual(plain.map.changes);
  });

  it('of a long region comes block by block, each base once', async () => {
    const used = await model({ model_type: 'hawk' }, 62, 0);
    const cache = PredictionCache.open(temporaryFolder());
    const place = { contig: 'chr1', start: 0, end: 300 };
    const { map } = await find(used, { kind: 'likelihood' }, { cache, place });
    const { map: part } = await find(
      used,
      { kind: 'likelihood' },
      { place: { ...place, start: 100, end: 103 } },
    );
    expectClose(part.changes, [...map.changes.subarray(400, 412)]);
    expect(cache.info().edits).toBe(297);
    cache.close();
  });

  it('is refused of a model without such a head, or of too much', async () => {
    const used = await model({ model_type: 'hawk' }, 51);
    const long = find(
      used,
      { kind: 'likelihood' },
      { place: { contig: 'chr1', start: 0, end: 50_001 } },
    );
    await expect(long).rejects.toThrow(/has 50,001 bp\..* at most 50,000 bp/);
  });
});
