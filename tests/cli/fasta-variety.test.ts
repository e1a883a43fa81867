import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bgzip } from '../formats/fixtures.ts';
import { megabase, predictArgs } from '../support/cli.ts';
import { predictSummary } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
/** A stretch with promoters and enhancers, and with some unknown bases. */
const letters = [...tutorialLetters('chrT2').slice(5000, 8000)]
  .map((letter, i) => (i % 100 === 7 ? 'N' : letter))
  .join('');

interface Answer {
  readonly key: string;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** Predicts the record `read` of a file, without a cache that could answer for another file. */
async function predict(fasta: string): Promise<Answer> {
  const out = join(temporaryFolder(), 'a.tsv');
  const settings = ['--fasta', fasta, '--json', '--no-cache', '--flank', '0'];
  const args = predictArgs('hawk-tutorial', 'read:101-2,900', out, ...settings);
  const { predictions, notes } = predictSummary(await megabase(args, { home }));
  return { key: predictions[0]!.key, lines: dataLines(out), notes };
}

let plain: Answer;
beforeAll(async () => {
  const fasta = join(home, 'plain.fa');
  writeFasta(fasta, { other: 'ACGT', read: letters });
  writeFileSync(`${fasta}.fai`, 'other\t4\t7\t4\t5\nread\t3000\t18\t60\t61\n');
  const out = join(home, 'plain.tsv');
  const settings = ['--fasta', fasta, '--json', '--flank', '0'];
  const args = predictArgs('hawk-tutorial', 'read:101-2,900', out, ...settings);
  const { predictions, notes } = predictSummary(await megabase(args, { home }));
  plain = { key: predictions[0]!.key, lines: dataLines(out), notes };
  // The regulation of the stretch is seen, so that equal predictions mean something.
  expect(plain.lines.some((line) => Number(line.split('\t')[4]) > 0.9)).toBe(true);
});

const iupac = 'RYSWKMBDHV';
const text = (sequence: string) => `>read some words\n${sequence.replaceAll(/.{70}/g, '$&\n')}\n`;
const variants: Record<string, (folder: string) => string> = {
  'no index': (folder) => write(folder, 'a.fa', text(letters)),
  'bgzip, without an index': (folder) => write(folder, 'a.fa.gz', bgzip(text(letters), 500)),
  'lower case': (folder) => write(folder, 'a.fa', text(letters.toLowerCase())),
  'soft-masked stretches': (folder) =>
    write(
      folder,
      'a.fa',
      text(
        letters.replaceAll(/.{33}/g, (part, at) => (Number(at) % 2 ? part.toLowerCase() : part)),
      ),
    ),
  'IUPAC codes for N': (folder) => {
    let n = 0;
    return write(folder, 'a.fa', text(letters.replaceAll('N', () => iupac[n++ % 10]!)));
  },
  'Windows line ends': (folder) => write(folder, 'a.fa', text(letters).replaceAll('\n', '\r\n')),
  'one line': (folder) => write(folder, 'a.fa', `>read\n${letters}\n`),
  'no line end at the end': (folder) => write(folder, 'a.fa', text(letters).trimEnd()),
};

it.each(Object.keys(variants))('%s: the same predictions under the same key', async (name) => {
  const { key, lines } = await predict(variants[name]!(temporaryFolder()));
  expect(key).toBe(plain.key);
  expect(lines).toEqual(plain.lines);
});

it('another letter is another sequence', async () => {
  const i = letters.indexOf('A', 1500);
  const changed = `${letters.slice(0, i)}C${letters.slice(i + 1)}`;
  const { key } = await predict(write(temporaryFolder(), 'a.fa', text(changed)));
  expect(key).not.toBe(plain.key);
});

it('an index is built in the cache, once, and nothing is written beside the file', async () => {
  const folder = temporaryFolder();
  const genome = join(folder, 'genome');
  mkdirSync(genome);
  const fasta = write(genome, 'a.fa.gz', bgzip(text(letters), 500));
  const run = async () => {
    const out = join(folder, 'a.tsv');
    const args = predictArgs('hawk-tutorial', 'read:1-500', out, '--fasta', fasta, '--json');
    return predictSummary(await megabase(args, { home: join(folder, 'home') })).notes;
  };
  expect(await run()).toContain(`building an index of ${fasta} in the cache`);
  expect(readdirSync(genome)).toEqual(['a.fa.gz']);
  const kept = readdirSync(join(folder, 'home/cache/indexes'));
  expect(kept.map((name) => name.slice(-4)).sort()).toEqual(['.fai', '.gzi']);
  expect(await run()).toEqual([]);
});

function write(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
