import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { launcher, megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { canRunSlurm, hasSnakemake, Slurm } from '../support/slurm.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const why = hasSnakemake ? 'no Slurm that may be started' : 'no Snakemake';
const isSkipped = !(canRunSlurm && hasSnakemake);
const title =
  'a workflow on two Slurm nodes, one of which dies in the middle, gives what one whole run gives';

const shards = 3;
const folder = sharedFolder();
const home = join(folder, 'home');
const study = join(folder, 'study');
const [model, fasta, bed, vcf] = ['model', 'draft.fa', 'draft.bed', 'calls.vcf'].map((name) =>
  join(folder, name),
) as [string, string, string, string];

let slurm: Slurm | undefined;
afterAll(() => slurm?.stop());

it.skipIf(isSkipped)(isSkipped ? `${title} (skipped: ${why})` : title, async () => {
  writeInputs();
  const predict = { fasta, region: bed, model };
  const score = { fasta, vcf, model };
  const [tracks, scored] = ['tracks.bedgraph', 'scored.vcf'].map((name) => join(folder, name));
  const more = ['--provider', 'cpu', '--threads', '1'];
  const run = async (command: string, options: Readonly<Record<string, string>>, out: string) => {
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    expectSuccess(await megabase([command, ...words, ...more, '--out', out], { home }));
  };
  await run('predict', predict, tracks!);
  await run('variants', score, scored!);

  expectSuccess(await megabase(['workflow', 'init', study], { home }));
  const piece = (out: string, options: object) => ({ out, shards, options });
  const config = {
    // A command with its own Node.
    megabase: `'${process.execPath}' '${launcher}'`,
    cache: 'none',
    threads: 1,
    predict: { tracks: piece('tracks.bedgraph', { ...predict, provider: 'cpu' }) },
    variants: { scored: piece('scored.vcf', { ...score, provider: 'cpu' }) },
  };
  // YAML is a superset of JSON.
  writeFileSync(join(study, 'config/config.yaml'), JSON.stringify(config));

  slurm = Slurm.start(join(folder, 'slurm'));
  const snakemake = start(slurm);
  await expect.poll(() => slurm!.processesOn('n2', /compute-process/), waiting).not.toEqual([]);
  slurm.kill('n2');
  const { code, said } = await snakemake;
  expect(code, said).toBe(0);

  const results = join(study, 'results');
  expect(dataLines(join(results, 'predict/tracks/tracks.bedgraph'))).toEqual(dataLines(tracks!));
  expect(dataLines(join(results, 'variants/scored/scored.vcf'))).toEqual(dataLines(scored!));
  expect(said).toContain('Trying to restart job');
  const report = readFileSync(join(results, 'report.tsv'), 'utf8').trimEnd().split('\n');
  const parts = ['predict/tracks', 'variants/scored'].flatMap((name) =>
    [...Array.from({ length: shards }, (_, i) => `${i + 1}-of-${shards}`), 'whole'].map((part) => [
      name,
      part,
    ]),
  );
  expect(report.slice(1).map((line) => line.split('\t').slice(0, 2))).toEqual(parts);
});

const waiting = { timeout: 60_000, interval: 50 };

/** Runs Snakemake to its end. */
async function start({ env }: Slurm): Promise<{ readonly code: unknown; readonly said: string }> {
  const args = ['--profile', 'workflow/profiles/slurm', '--latency-wait', '5'];
  const child = spawn('snakemake', args, {
    cwd: study,
    env: {
      ...process.env,
      ...env,
      MEGABASE_HOME: home,
      HOME: folder,
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, said };
}

/** 60 contigs, 200 variants on a third of them, and a model that reads them in seconds. */
function writeInputs(): void {
  const random = new Random(8);
  writeRandomModel(model, {
    seed: 9,
    config: { model_type: 'hawk', width: 16, lru_width: 16, depth: 2 },
    tracks: { count: 2, bin: 32 },
  });
  const contigs = Array.from({ length: 60 }, (_, i) => ({
    name: `contig_${i + 1}`,
    letters: Array.from({ length: 4_000 + random.below(8_000) }, () => letter(random)).join(''),
  }));
  writeFileSync(fasta, contigs.map(({ name, letters }) => `>${name}\n${letters}\n`).join(''));
  writeFileSync(
    bed,
    contigs.map(({ name, letters }) => `${name}\t0\t${letters.length}\n`).join(''),
  );
  const records = contigs.slice(0, 20).flatMap(({ name, letters }) =>
    Array.from({ length: 10 }, (_, i) => {
      const at = i * 390 + random.below(300);
      const ref = letters[at]!;
      const alt = 'ACGT'[('ACGT'.indexOf(ref) + 1 + random.below(3)) % 4]!;
      return `${name}\t${at + 1}\t.\t${ref}\t${alt}\t.\t.\t.\n`;
    }),
  );
  const header = contigs.map(
    ({ name, letters }) => `##contig=<ID=${name},length=${letters.length}>\n`,
  );
  writeFileSync(
    vcf,
    `##fileformat=VCFv4.2\n${header.join('')}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n${records.join('')}`,
  );
}

function letter(random: Random): string {
  return 'ACGT'[random.below(4)]!;
}
