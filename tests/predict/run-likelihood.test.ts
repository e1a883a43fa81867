import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  likelihoodText,
  unfamiliarText,
  type RunInfo,
  type VariantRow,
} from '../../src-main/contract/index.ts';
import { runLikelihood } from '../../src-main/analysis/run/run-likelihood.ts';
import { likelihoodTracks, readModelPackage } from '../../src-main/model/index.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { referenceModels } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const { manifest } = readModelPackage(referenceModels['hawk-tutorial']);
const { trainedOn: _, ...unstated } = manifest;
const random = new Random(3);

/** Windows of 1,024 bases, each about its own value. */
function tracks(means: readonly number[]) {
  const values = Float32Array.from({ length: means.length * 1024 }, (_, i) => {
    return means[Math.floor(i / 1024)]! + 0.2 * (random.next() - 0.5);
  });
  return [{ info: likelihoodTracks[0], start: 0, values }];
}

const run = (means: readonly number[], of: typeof manifest): RunInfo => ({
  ...{ key: 'k', engineVersion: '1', provider: 'cpu', settings: {}, createdAt: '' },
  ...{ seconds: 1, peakBytes: 1 },
  model: { id: 'm', name: 'Some model', version: '1', family: 'hawk', hash: 'h' },
  interval: { contig: 'chr1', start: 5000, end: 5000 + 1024 * means.length },
  likelihood: runLikelihood(tracks(means), of),
});

describe('what a run tells of its likelihood', () => {
  const usual = Array.from({ length: 40 }, (_, i) => -0.6 + 0.01 * (i % 5));

  it('is its median and the windows that are far below it', () => {
    const means = usual.with(7, -1.2).with(20, -0.65);
    const told = run(means, unstated);
    expect(told.likelihood).toMatchObject({ window: 1024, windows: 40, low: 1, lowAt: [7168] });
    expect(told.likelihood!.median).toBeCloseTo(-0.58, 2);
    expect(unfamiliarText(told)).toMatch(
      /^The model Some model seems never .* 1 of 40 windows of 1,024 bp, .* median of −0\.58 \(chr1:12,169-13,192\); /,
    );
    expect(likelihoodText(told)).toContain('what is usual for this model is not stated');
  });

  it('says nothing where nothing is unusual, or too little was read to tell', () => {
    expect(unfamiliarText(run(usual, unstated))).toBeUndefined();
    expect(run([-0.6, -1.2, -0.6], unstated).likelihood).toMatchObject({ windows: 3, low: 0 });
  });

  it('is held against what the model’s maker states', () => {
    const strange = run(
      usual.map((mean) => mean - 0.5),
      manifest,
    );
    expect(unfamiliarText(strange)).toMatch(
      /^The model Some model seems never to have been shown sequence like chr1:5,001-45,960: the log-likelihood of a base is −1\.08, far below its usual −0\.59 \(at least −0\.85\)/,
    );
    expect(unfamiliarText(run(usual, manifest))).toBeUndefined();
    expect(likelihoodText(run(usual, manifest))).toContain('usual for this model: −0.59');
  });

  it('is nothing of a model without one, or of a gap', () => {
    expect(runLikelihood([], manifest)).toBeUndefined();
    const gap = { info: likelihoodTracks[0], start: 0, values: new Float32Array(4096).fill(NaN) };
    expect(runLikelihood([gap], manifest)).toBeUndefined();
    expect(likelihoodText({ ...run(usual, manifest), likelihood: undefined })).toMatch(
      /^not known: the model gives none/,
    );
  });
});

it('predict says where the model has never been shown such sequence, again from the cache', async () => {
  const folder = temporaryFolder();
  const letters = Array.from({ length: 20_000 }, () => 'CGCGCGAT'[random.below(8)]).join('');
  const fasta = join(folder, 'strange.fa');
  writeFasta(fasta, { strange: letters });
  const home = sharedFolder();
  const asked = ['predict', '--fasta', fasta, '--region', 'strange', '--model', 'hawk-tutorial'];
  const how = ['--provider', 'cpu', '--overwrite', '--json', '--out', join(folder, 'a.bw')];
  for (const fromCache of [false, true]) {
    const { stdout } = expectSuccess(
      await megabase([...asked, '--tracks', 'promoter', ...how], { home }),
    );
    const { predictions, notes } = JSON.parse(stdout) as {
      predictions: (RunInfo & { fromCache: boolean })[];
      notes: string[];
    };
    expect(predictions[0]).toMatchObject({ fromCache, likelihood: { windows: 20 } });
    expect(notes.filter((note) => note.includes('seems never to have been shown'))).toHaveLength(1);
  }
  // Knock-outs of any elements say it too, and what they write.
  const table = join(folder, 'a.tsv');
  const sentences = [];
  for (const elements of [
    ['--from-track', 'promoter:0'],
    ['--tile', '10000'],
    ['--tile', '10000'],
  ]) {
    const knocked = [...asked.with(0, 'effects'), ...elements, ...how.with(-1, table)];
    const { stdout } = expectSuccess(await megabase(knocked, { home }));
    const { likelihood, notes } = JSON.parse(stdout) as Pick<RunInfo, 'likelihood'> & {
      notes: string[];
    };
    expect(likelihood).toMatchObject({ windows: 20 });
    const told = notes.filter((note) => note.includes('seems never to have been shown'));
    expect(told).toHaveLength(1);
    expect(readFileSync(table, 'utf8')).toContain(`# unlike training: ${told[0]}`);
    sentences.push(told[0]);
  }
  expect(new Set(sentences).size).toBe(1);
});

it('variants that lie in such sequence are told, in every format, and no others', async () => {
  const folder = temporaryFolder();
  // The last fifth of it is unlike the rest.
  const usual = tutorialLetters('chrT2').slice(60_000, 80_480);
  const strange = Array.from({ length: 4_096 }, () => 'CGCGCGAT'[random.below(8)]).join('');
  const letters = usual + strange;
  const fasta = join(folder, 'half.fa');
  writeFasta(fasta, { half: letters });
  const vcf = join(folder, 'v.vcf');
  const rows = [5_000, 10_000, usual.length + 2_000].map((pos) => {
    const ref = letters[pos - 1]!;
    return { contig: 'half', pos, ref, alt: ref === 'A' ? 'C' : 'A' };
  });
  writeFileSync(vcf, vcfText({ half: letters }, rows));
  const home = sharedFolder();
  const score = async (name: string) => {
    const out = join(folder, name);
    const asked = ['variants', '--fasta', fasta, '--vcf', vcf, '--model', 'hawk-tutorial'];
    const how = ['--provider', 'cpu', '--json', '--overwrite', '--out', out];
    const { stdout } = expectSuccess(await megabase([...asked, ...how], { home }));
    const { notes } = JSON.parse(stdout) as { notes: string[] };
    expect(notes.filter((note) => note.startsWith('1 of 3 scored lies in sequence'))).toHaveLength(
      1,
    );
    return readFileSync(out, 'utf8');
  };
  const told = (await score('a.vcf')).split('\n').filter((line) => /^half\t/.test(line));
  const values = told.map((line) => /;MB_UNFAMILIAR=([^;\t]+)/.exec(line)?.[1]);
  expect(values.slice(0, 2)).toEqual([undefined, undefined]);
  const table = (await score('a.tsv'))
    .split('\n')
    .filter((line) => line.includes('\tUNFAMILIAR\t'));
  expect(table).toHaveLength(1);
  expect(table[0]!.split('\t')[9]).toBe(values[2]);
  const { variants } = JSON.parse(await score('a.json')) as { variants: VariantRow[] };
  const place = variants[2]!.scores!.unfamiliar!;
  expect(place.of).toBe('interval');
  expect(Math.fround(place.logLikelihood)).toBe(Math.fround(Number(values[2])));
  expect(place.logLikelihood).toBeLessThan(place.usual - 0.3);
});

it('knock-outs of any elements say where the bases are unlike those of the training', async () => {
  const folder = temporaryFolder();
  const fasta = join(folder, 'strange.fa');
  const letters = Array.from({ length: 3_000 }, () => 'CGCGCGAT'[random.below(8)]).join('');
  writeFasta(fasta, { strange: letters });
  const asked = ['effects', '--fasta', fasta, '--region', 'strange', '--model', 'hawk-yeast'];
  const how = ['--provider', 'cpu', '--json', '--out', join(folder, 'a.tsv'), '--tile', '3000'];
  const { stdout } = expectSuccess(await megabase([...asked, ...how], { home: sharedFolder() }));
  const { notes } = JSON.parse(stdout) as { notes: string[] };
  expect(notes.filter((note) => note.includes('are G or C'))).toHaveLength(1);
});
