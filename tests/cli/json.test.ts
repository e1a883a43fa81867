import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { megabase, predictArgs, type CommandResult } from '../support/cli.ts';
import { expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const out = join(home, 'a.bw');
let result: CommandResult;
beforeAll(async () => {
  const settings = [
    '--flank',
    '1,000',
    '--tracks',
    'promoter,enhancer',
    '--json',
    '--threads',
    '1',
  ];
  const args = predictArgs('hawk-tutorial', 'T2:10,001-20,000', out, ...settings, '--chunk', '4k');
  result = await megabase(args, { home });
});

it('predict --json tells a machine what was read, how, and what was written', () => {
  const { predictions, files, notes } = predictSummary(result);
  expect(predictions).toEqual([
    {
      region: { contig: 'chrT2', start: 10_000, end: 20_000 },
      // Flanks of 1,000 bp, from bin to bin.
      interval: { contig: 'chrT2', start: 8_960, end: 21_120 },
      key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      model: {
        id: 'hawk-tutorial',
        name: 'Hawk tutorial',
        version: '1.0.0',
        family: 'hawk',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      engineVersion: expect.any(String) as string,
      provider: 'cpu',
      settings: {
        chunk: 4000,
        threads: 1,
        scan: expect.stringMatching(/^(kernel|operators)$/) as string,
      },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      seconds: expect.any(Number) as number,
      peakBytes: expect.any(Number) as number,
      tracks: ['promoter', 'enhancer'],
      fromCache: false,
      // Windows of the interval, none far below what the model's manifest calls usual.
      likelihood: {
        ...{ window: 1024, windows: 12, low: 0, lowAt: [] },
        median: expect.closeTo(-0.606, 3) as number,
        usual: { median: -0.59, least: -0.85 },
      },
    },
  ]);
  expect(predictions[0]!.seconds).toBeGreaterThan(0);
  expect(predictions[0]!.peakBytes).toBeGreaterThan(50e6);
  expect(files).toEqual(
    ['promoter', 'enhancer'].map((track) => {
      const path = out.replace('.bw', `.${track}.bw`);
      const { size: bytes } = statSync(path);
      return { path, format: 'bigwig', track, records: 79, bytes, leftOut: 0 };
    }),
  );
  expect(notes).toEqual(['"T2" was read as the contig "chrT2".']);
});

it('what goes on is told on stderr, so that stdout is one line of JSON', () => {
  expect(result.stdout.trimEnd()).not.toContain('\n');
  expect(result.stderr).toContain('Context: chrT2:8,961-21,120 (flanks 1,040 bp and 1,120 bp)');
  expect(result.stderr).toContain('on cpu, 1 thread, 4 chunks of 4,000 bp');
});

it('an error is JSON too, with its code and advice, be it of use or of input', async () => {
  const wrong = [
    [['--chunk', '0'], 'usage', /argument '0' is invalid/],
    [['--region', 'chr9'], 'contig-unknown', /no contig "chr9"/],
  ] as const;
  for (const [more, code, message] of wrong) {
    const args = predictArgs('hawk-tutorial', 'chrT2:1-100', out, '--json', ...more);
    const { code: exit, stdout, stderr } = await megabase(args, { home });
    expect(exit).toBe(2);
    expect(stderr).not.toContain('error');
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code,
        message: expect.stringMatching(message) as string,
        advice: expect.stringMatching(/^[A-Z].*\.$/) as string,
      },
    });
  }
});

it.each([
  [
    ['models', 'list'],
    [{ id: 'caduceus-tutorial' }, { id: 'hawk-tutorial', origin: 'shipped' }, { id: 'hawk-yeast' }],
  ],
  [['models', 'info', 'hawk-tutorial'], { trainingContext: 12_288, usefulContext: 122_880 }],
  [['cache', 'info'], { predictions: { runs: 1 }, stoppedPasses: 0 }],
  [['cache', 'prune'], { runs: 0, edits: 0, bytes: 0 }],
])('%j --json prints JSON', async (args, expected) => {
  const { stdout } = expectSuccess(await megabase([...args, '--json'], { home }));
  expect(JSON.parse(stdout)).toMatchObject(expected);
});

it('doctor --json holds versions, memory, cores, the cache and every provider with a reason', async () => {
  const { stdout } = expectSuccess(await megabase(['doctor', '--json'], { home }));
  const found = JSON.parse(stdout) as {
    providers: { provider: string; reason: string }[];
    kernel: { available: boolean; reason: string };
  };
  expect(found).toMatchObject({
    versions: { megabase: '0.2.0', 'onnxruntime-node': '1.30.0' },
    cores: expect.any(Number) as number,
    memory: { totalBytes: expect.any(Number) as number },
    cache: { runs: 1, folder: join(home, 'cache'), freeBytes: expect.any(Number) as number },
  });
  const names = found.providers.map(({ provider }) => provider);
  expect(names).toEqual(['cpu', 'cuda', 'webgpu', 'dml', 'coreml']);
  expect(found.providers[0]).toMatchObject({ available: true });
  for (const { reason } of found.providers) expect(reason).not.toBe('');
  expect(found.kernel.reason).not.toBe('');
});
