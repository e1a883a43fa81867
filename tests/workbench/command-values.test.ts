import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  largestDistal,
  largestLocal,
  type ContextCurve,
  type Job,
  type ProbeReport,
  type VariantRow,
} from '../../src-main/contract/index.ts';
import { float32Text } from '../../src-main/formats/output/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines, readText, readTsv } from '../support/cli-files.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const folder = sharedFolder();
const letters = randomLetters(seeded(8), 3_000, 'ACGT');
const fasta = join(folder, 'own.fa');
const genes = join(folder, 'genes.gff3');
const calls = join(folder, 'own.vcf');
const labels = join(folder, 'labels.bed');
const shared = { model: 'random-hawk', provider: 'cpu', flank: 300 } as const;
const region = 'chr1:501-1,500';

/** Writes with the command what a window has, and gives the file. */
async function command(name: string, out: string, ...words: readonly string[]): Promise<string> {
  const path = join(folder, out);
  const model = join(folder, 'models', 'random-hawk');
  const common = ['--fasta', fasta, '--model', model, '--provider', 'cpu', '--out', path];
  const home = join(folder, 'home');
  expectSuccess(await megabase([...name.split(' '), ...common, ...words], { home }));
  return path;
}

beforeAll(() => {
  writeFileSync(fasta, `>chr1\n${wrap(letters, 60)}>chr2\n${wrap(letters.slice(0, 1500), 60)}`);
  const gene = (start: number, name: string) =>
    `chr1\t.\tgene\t${start}\t${start + 300}\t.\t+\t.\tID=${name};Name=${name}\n`;
  writeFileSync(genes, `##gff-version 3\n${gene(601, 'First')}${gene(1101, 'Second')}`);
  const records = Array.from({ length: 6 }, (_, i) => {
    const pos = 620 + 130 * i;
    const ref = letters[pos - 1]!;
    return `chr1\t${pos}\t.\t${ref}\t${ref === 'A' ? 'C' : 'A'}\t.\t.\t.\n`;
  });
  writeFileSync(
    calls,
    `##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n${records.join('')}`,
  );
  const peaks = ['chr1', 'chr2'].flatMap((contig) =>
    [100, 480, 700, 1200].map((start) => `${contig}\t${start}\t${start + 150}\n`),
  );
  writeFileSync(labels, peaks.join(''));
});

/** The job, which came to its end. */
async function done(bench: Bench, asked: Job): Promise<Job> {
  const job = await bench.ended(asked);
  expect(job.error?.message).toBeUndefined();
  return job;
}

/** A project of these files, and ids of its tracks. */
async function projectOf(bench: Bench) {
  const { id: project } = await bench.newProject({ path: fasta });
  const { tracks } = (await bench.addFiles({ project, paths: [genes, calls] })).project;
  const idOf = (name: string) => tracks.find((track) => track.name === name)!.id;
  return { project, annotation: idOf('genes.gff3'), source: idOf('own.vcf') };
}

describe('what a window draws is what the command writes', () => {
  const open = async () => {
    const locations = locationsIn(folder);
    const manifest = join(locations.shippedModels, 'random-hawk', 'manifest.json');
    const told = JSON.parse(readFileSync(manifest, 'utf8')) as object;
    writeFileSync(manifest, JSON.stringify({ ...told, trainingContext: 512 }));
    const bench = openBench(locations);
    return { bench, ...(await projectOf(bench)) };
  };

  it('of predictions and context effects', async () => {
    const { bench, project } = await open();
    for (const [name, window] of [
      ['predict', undefined],
      ['context', 512],
    ] as const) {
      const asked = { project, region, ...shared, ...(window && { window }) };
      const { run } = await bench.predicted(asked);
      const words = ['--region', region, '--flank', '300', ...(window ? ['--window', '512'] : [])];
      const written = await command(name, `${name}.tsv`, ...words);
      const path = join(folder, `${name}-window.tsv`);
      const tracks = ['track-0', 'track-1'];
      await bench.exportRun({ project, run, tracks, path, format: 'tsv' });
      expect(dataLines(path)).toEqual(dataLines(written));
      const place = { start: 512, end: 1488, bpPerPixel: 1 };
      const view = await bench.view({ project, run, track: 'track-1', ...place });
      const values = readTsv(written).filter(({ track }) => track === 'track-1');
      for (const [i, mean] of view.mean.entries()) {
        const at = values.find(({ start }) => start === view.start + i * view.bin);
        if (at) expect(float32Text(mean)).toBe(float32Text(at.value));
      }
    }
  });

  it('of effects on targets', async () => {
    const { bench, project, annotation } = await open();
    const ask = { elements: { kind: 'tile', bp: 200 }, knockOut: { kind: 'n' } } as const;
    const asked = { project, region, ...shared, ...ask, targets: annotation };
    const { map } = await done(bench, await bench.findEffects(asked));
    const path = join(folder, 'effects-window.tsv');
    await bench.exportEffects({ project, map: map!, threshold: 0, path, format: 'tsv' });
    const words = ['--region', region, '--flank', '300', '--tile', '200', '--targets', genes];
    const lines = dataLines(await command('effects', 'effects.tsv', ...words));
    expect(lines.length).toBeGreaterThan(5);
    expect(dataLines(path)).toEqual(lines);
  });

  it('of mutagenesis and dependencies', async () => {
    const { bench, project, annotation } = await open();
    const near = { project, ...shared, region: 'chr1:611-650' };
    const readout = { kind: 'track', track: 'track-0', at: 'First' } as const;
    for (const [question, words] of [
      [
        { kind: 'mutagenesis', readout, annotation },
        ['--readout', 'track-0@First', '--annotation', genes],
      ],
      [{ kind: 'dependencies' }, []],
    ] as const) {
      await done(bench, await bench.findBaseMap({ ...near, question }));
      const [made] = (await bench.addFiles({ project, paths: [] })).project.baseMaps;
      const path = join(folder, `${question.kind}-window.tsv`);
      await bench.exportBaseMap({ project, map: made!.id, path, format: 'tsv' });
      const place = ['--region', near.region, '--flank', '300'];
      const written = await command(question.kind, `${question.kind}.tsv`, ...place, ...words);
      expect(dataLines(written)).toHaveLength(41);
      expect(dataLines(path)).toEqual(dataLines(written));
    }
  });

  it('of a context curve', async () => {
    const { bench, project } = await open();
    const place = { contig: 'chr1', start: 800, end: 900, name: 'here' };
    const whole = { contig: 'chr1', start: 0, end: 3000 };
    const { model, provider } = shared;
    const asked = { project, model, provider, track: 'track-0', place, region: whole };
    const { curve } = await done(bench, await bench.contextCurve(asked));
    const words = ['--at', 'chr1:801-900', '--region', 'chr1:1-3,000', '--tracks', 'track-0'];
    const { points } = JSON.parse(
      readText(await command('context', 'curve.json', ...words)),
    ) as ContextCurve;
    expect(points.length).toBeGreaterThan(0);
    expect(curve!.points).toEqual(points);
  });

  it('of variants', async () => {
    const { bench, project, annotation, source } = await open();
    const scoring = { source, targets: annotation, masked: false, haplotypes: false };
    const { variants: set } = await done(
      bench,
      await bench.scoreVariants({ project, region, ...shared, ...scoring }),
    );
    const path = join(folder, 'variants-window.tsv');
    await bench.exportVariants({ project, set: set!, path, format: 'tsv' });
    const place = ['--vcf', calls, '--region', region, '--flank', '300', '--targets', genes];
    const lines = dataLines(await command('variants', 'variants.tsv', ...place));
    expect(dataLines(path)).toEqual(lines);
    // The columns that are drawn.
    const points = await bench.variantPoints({ project, set: set! });
    const json = readText(await command('variants', 'variants.json', ...place));
    const { variants } = JSON.parse(json) as { variants: VariantRow[] };
    const drawn = (column: 'score' | 'local' | 'distal') => [...points.values[column]];
    expect(drawn('score')).toEqual(variants.map(({ scores }) => scores?.llr ?? NaN));
    expect(drawn('local')).toEqual(
      variants.map(({ scores }) => largestLocal(scores)?.effect ?? NaN),
    );
    expect(drawn('distal')).toEqual(
      variants.map(({ scores }) => largestDistal(scores)?.effect ?? NaN),
    );
  });

  it('of a probe', async () => {
    const { bench, project } = await open();
    const asked = { labels, id: 'mine', name: 'Mine', bin: 100, holdOut: ['chr2'] };
    const { model, provider } = shared;
    const { probe } = await done(
      bench,
      await bench.fitProbe({ project, model, provider, ...asked }),
    );
    const out = join(folder, 'probe');
    const words = ['--labels', labels, '--name', 'Mine', '--bin', '100', '--hold-out', 'chr2'];
    const folderOfModel = join(folder, 'models', 'random-hawk');
    const result = expectSuccess(
      await megabase(
        [
          ...['probe', 'fit', '--fasta', fasta, '--model', folderOfModel, '--provider', 'cpu'],
          ...['--out', out, '--json', ...words],
        ],
        { home: join(folder, 'home') },
      ),
    );
    const told = JSON.parse(result.stdout) as { report?: ProbeReport } & ProbeReport;
    const drawn = ({ tracks }: ProbeReport) =>
      tracks.map(({ metrics, curves, calibration, learningCurve }) => {
        return JSON.stringify({ metrics, curves, calibration, learningCurve });
      });
    expect(drawn(probe!.report)).toEqual(drawn(told.report ?? told));
    expect(readFileSync(join(out, 'head.json'), 'utf8')).toContain('Mine');
  });
});
