import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandFile, megabase, predictArgs } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const run = (...args: string[]) => megabase(args, { home });

it.each([
  [['--chunk', '0'], 'usage', /'--chunk <N>' argument '0' is invalid\. Expected at least 1\./],
  [['--chunk', '-5'], 'usage', /'-5' is invalid\. Expected a whole number such as 4096, 12,288/],
  [
    ['--threads', 'x'],
    'usage',
    /'--threads <N>' argument 'x' is invalid\. Expected a whole number/,
  ],
  [['--threads', '100000'], 'usage', /argument '100000' is invalid\. Expected at most \d+/],
  [['--flank', '1.5'], 'usage', /'--flank <BP>' argument '1\.5' is invalid/],
  [['--threshold', 'high'], 'usage', /argument 'high' is invalid\. Expected a number such as 0\.5/],
  [['--threshold', '0.5'], 'usage', /A threshold is for bed and gff3; tsv holds every value/],
  [
    ['--device', '1', '--provider', 'webgpu'],
    'usage',
    /webgpu takes the card that the system puts/,
  ],
  [['--device', '1', '--provider', 'cpu'], 'usage', /--provider cpu uses none/],
  [['--provider', 'tpu'], 'usage', /'tpu' is invalid\. Allowed choices are auto, cpu, cuda/],
  [['--chunks', '5'], 'usage', /Unknown option '--chunks' \(Did you mean --chunk\?\)/],
  [['--model'], 'usage', /'--model <ID\|FOLDER>' argument missing/],
  [
    ['--tracks', 'promotor'],
    'track-unknown',
    /no track "promotor"; it has enhancer, insulator, prom/,
  ],
  [
    ['--format', 'wig'],
    'output-format',
    /no format wig for tracks; choose from bedgraph, .* and safetensors/,
  ],
  [
    ['--model', 'no-such'],
    'model-missing',
    /no model "no-such" .* there are caduceus-tutorial, hawk/,
  ],
] as const)('predict %j is refused before anything is computed', async (more, code, message) => {
  const folder = temporaryFolder();
  const out = join(folder, 'a.tsv');
  const args = predictArgs('hawk-tutorial', 'chrT2:1-1,000', out);
  const result = await megabase([...args, ...more], { home });
  expectFailure(result, { exit: 2, code, message });
  expect(result.stderr).not.toContain('Context:');
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ['chr9', 'contig-unknown', /^There is no contig "chr9"; there are chrT1, chrT2\.$/],
  ['chrT2:1-200,001', 'region-outside', /base 1 to 200,001; chrT2 has bases 1 to 200,000/],
  ['chrT2:0-5', 'region-outside', /base 0 to 5; chrT2 has bases 1 to 200,000/],
  ['chrT2:9-5', 'region-syntax', /ends at base 5, before its first base 9/],
  ['chrT2:five', 'region-syntax', /"five" after the contig; expected two base numbers/],
] as const)('the region %s is refused with what it should be', async (region, code, message) => {
  const folder = temporaryFolder();
  const args = predictArgs('hawk-tutorial', region, join(folder, 'a.tsv'));
  expectFailure(await megabase(args, { home }), { exit: 2, code, message });
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  [['predict'], /Required option '--fasta <F>' not specified\./],
  [['predikt'], /Unknown command 'predikt' \(Did you mean predict\?\)/],
  [['models', 'verify'], /Missing required argument 'ID\|FOLDER'\./],
  [
    ['models', 'list', 'all'],
    /Too many arguments for 'list'\. Expected 0 arguments but got 1: all\./,
  ],
  [['demo', '--contig', 'chrX'], /'chrX' is invalid\. Allowed choices are chrT1, chrT2/],
] as const)('%j is wrong use', async (args, message) => {
  expectFailure(await run(...args), { exit: 2, code: 'usage', message });
});

it('an ending that says no format is refused with those that do', async () => {
  const args = predictArgs('hawk-tutorial', 'chrT2:1-1,000', join(temporaryFolder(), 'a.wig'));
  const message =
    /ending of .*a\.wig does not name a format for tracks; known endings: \.bedgraph, .*\.safetensors/;
  expectFailure(await megabase(args, { home }), { exit: 2, code: 'output-format', message });
});

it('a track without a usual threshold asks for one', async () => {
  const out = join(temporaryFolder(), 'a.bed');
  const args = predictArgs('hawk-tutorial', 'chrT2:1-1,000', out, '--tracks', 'log_likelihood');
  const message = /log_likelihood is in natural log, which has no usual threshold.*--threshold/;
  expectFailure(await megabase(args, { home }), { exit: 2, code: 'usage', message });
  expectSuccess(await megabase([...args, '--threshold', '-1'], { home }));
});

it('the demo says of a model without its track what is missing', async () => {
  const model = join(import.meta.dirname, '../reference/hawk-causal');
  const out = join(temporaryFolder(), 'out');
  const message = /hawk-causal has no track of the role "expression"/;
  const result = await run('demo', '--model', model, '--out', out);
  expectFailure(result, { exit: 2, code: 'track-unknown', message });
});

it.each([[[]], [['models']], [['cache']]])(
  '%j alone shows what there is, on stderr and as wrong use',
  async (args) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: megabase .*\n\n.*\n/);
    expect(stderr).not.toContain('error');
  },
);

it.each([
  [['--help'], ['predict', 'models', 'cache', 'doctor', 'demo']],
  [
    ['predict', '--help'],
    ['--fasta', '--region', '--flank', '--model', '--tracks', '--out', 'Example:'],
  ],
  [
    ['models', '--help'],
    ['list', 'info', 'import', 'remove', 'verify'],
  ],
  [
    ['models', 'verify', '--help'],
    ['--reference', '--tolerance', '--chunk'],
  ],
  [
    ['cache', 'prune', '--help'],
    ['--max-size', '--older-than', '--all'],
  ],
])('%j prints help on stdout', async (args, words) => {
  const { stdout, stderr } = expectSuccess(await run(...args));
  for (const word of words) expect(stdout).toContain(word);
  expect(stderr).toBe('');
  // It fits a terminal of 80 columns.
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('a reader that has seen enough does not make the command fail', async () => {
  // The reader is gone before the first line is written.
  const shell = ['/bin/sh', '-c', '{ "$0" "$@"; echo "code $?" >&2; } | true'] as const;
  const program = [...shell, process.execPath, commandFile] as const;
  const result = await megabase(['models', 'info', 'hawk-tutorial'], { home, program });
  expect(result).toEqual({ code: 0, stdout: '', stderr: 'code 0\n' });
});
