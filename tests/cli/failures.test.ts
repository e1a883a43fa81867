import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, predictArgs } from '../support/cli.ts';
import { expectFailure, expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { readTsv } from '../support/cli-files.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const model = 'hawk-tutorial';
const flank = ['--flank', '0'];

function predict(region: string, out: string, ...more: readonly string[]) {
  return megabase(predictArgs(model, region, out, ...flank, ...more), { home });
}

it.each([
  [['no', 'such', 'a.tsv'], /its folder does not exist \(ENOENT\)/],
  [['file', 'a.tsv'], /its folder does not exist \(ENOTDIR\)/],
  [['folder.tsv'], /what stands there is a folder/],
  [[`${'x'.repeat(300)}.tsv`], /x\.tsv: the name is too long \(ENAMETOOLONG\)\.$/],
])('a place %j that cannot be written to is refused before the pass', async (path, message) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.tsv'));
  writeFileSync(join(folder, 'file'), '');
  const result = await predict('chrT1', join(folder, ...path));
  expectFailure(result, { exit: 1, code: 'output-unwritable', message });
  expect(result.stderr).not.toContain('Context:');
  expect(readdirSync(folder).sort()).toEqual(['file', 'folder.tsv']);
});

// Not even root may write there.
it.skipIf(!existsSync('/sys/kernel'))('a folder without permission says so', async () => {
  const result = await predict('chrT2:1-1,000', '/sys/kernel/a.tsv');
  const message =
    /Cannot write \/sys\/kernel\/a\.tsv: (permission denied|the file system is read-only)/;
  expectFailure(result, { exit: 1, code: 'output-unwritable', message });
});

it('the genome itself is never written over', async () => {
  const fasta = join(temporaryFolder(), 'genome.tsv');
  writeFileSync(fasta, `>read\n${'ACGT'.repeat(100)}\n`);
  const result = await predict('read', fasta, '--fasta', fasta);
  expectFailure(result, { exit: 2, code: 'usage', message: /is read; name another/ });
});

it('a pass that needs more memory than allowed is refused with both numbers', async () => {
  const folder = temporaryFolder();
  const result = await predict('chrT1', join(folder, 'a.tsv'), '--memory', '100M');
  const message = /^Reading 1,000,000 bp .* takes about \d+ MB of memory; 100 MB may be used\.$/;
  expectFailure(result, { exit: 2, code: 'memory-limit', message });
  expect(readdirSync(folder)).toEqual([]);
});

it('a cache of noise is set aside with a clear error, and the next command starts a new one', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'a.tsv');
  const cache = ['--cache', join(folder, 'cache')];
  expectSuccess(await predict('chrT2:1-1,000', out, ...cache));
  const path = join(folder, 'cache/predictions.sqlite');
  writeFileSync(path, Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251)));

  const damaged = await predict('chrT2:1-1,000', out, ...cache);
  const message =
    /^The cache .*predictions\.sqlite is damaged \(.*\)\. It is now .*damaged-\S+\.sqlite\.$/;
  expectFailure(damaged, { exit: 75, code: 'cache-damaged', message });
  expect(readdirSync(join(folder, 'cache'))).toContainEqual(
    expect.stringMatching(/^predictions\.damaged-.*\.sqlite$/),
  );
  const next = await predict('chrT2:1-1,000', out, ...cache, '--json');
  expect(predictSummary(next).predictions[0]!.fromCache).toBe(false);
  const third = await predict('chrT2:1-1,000', out, ...cache, '--json');
  expect(predictSummary(third).predictions[0]!.fromCache).toBe(true);
});

it('a cache that cannot be a folder is an error of the place, not a mistake of the program', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'cache'), 'a file');
  const cache = ['--cache', join(folder, 'cache')];
  const expected = {
    exit: 1,
    code: 'output-unwritable',
    message: /The cache .* cannot be used/,
  } as const;
  expectFailure(await predict('chrT2:1-1,000', join(folder, 'a.tsv'), ...cache), expected);
  expectFailure(await megabase(['cache', 'info', ...cache], { home }), expected);
  // The doctor still looks at everything else.
  const { stdout } = expectSuccess(await megabase(['doctor', ...cache], { home }));
  expect(stdout).toMatch(/The cache .* cannot be used/);
  expect(stdout).toMatch(/^cpu +works/m);
});

it('a provider that does not work here gives way to the CPU, and the reason is shown', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  const args = predictArgs(model, 'chrT2:1-1,000', out, ...flank, '--no-cache');
  // DirectML and CoreML are never both offered.
  const missing = process.platform === 'win32' ? 'coreml' : 'dml';
  const result = await megabase([...args, '--provider', missing], { home });
  const { stderr, stdout } = expectSuccess(result);
  expect(stderr).toContain(
    `note: running on the CPU instead of ${missing}: not offered on ${process.platform}\n`,
  );
  expect(stdout).toContain(' on cpu ');
  expect(readTsv(out)).toHaveLength(32);
});

const smallDisk = mountSmallDisk(2);

it.skipIf(!smallDisk)('an output that does not fit its disk leaves nothing there', async () => {
  const out = join(smallDisk!, 'a.tsv');
  // 60,000 lines of about 40 bytes.
  const entropy = ['--tracks', 'entropy'];
  const full = await predict('chrT2:1-60,000', out, ...entropy);
  const message = /^No space left to write .*a\.tsv \(ENOSPC\)\.$/;
  expectFailure(full, { exit: 75, code: 'disk-full', message });
  expect(readdirSync(smallDisk!)).toEqual([]);
  // Nothing of the pass was lost, and what fits is written.
  const next = await predict('chrT2:1-60,000', out, '--tracks', 'promoter', '--json');
  expect(predictSummary(next).predictions[0]!.fromCache).toBe(true);
  expect(readTsv(out)).toHaveLength(469);
});

it.skipIf(!smallDisk)('raw tensors that do not fit their disk leave nothing there', async () => {
  const out = join(smallDisk!, 'a.safetensors');
  const full = await predict('chrT2:1-20,000', out);
  expectFailure(full, {
    exit: 75,
    code: 'disk-full',
    message: /No space left to write .*safetensors/,
  });
  expect(readdirSync(smallDisk!)).not.toContainEqual(expect.stringContaining('tmp'));
  expect(existsSync(out)).toBe(false);
});

const cacheDisk = mountSmallDisk(6);

it.skipIf(!cacheDisk)(
  'a cache on a full disk says what it needs and keeps what it holds',
  async () => {
    const folder = temporaryFolder();
    const cache = ['--cache', join(cacheDisk!, 'cache')];
    const out = join(folder, 'a.tsv');
    expectSuccess(await predict('chrT2:1-5,000', out, ...cache));
    const full = await predict('chrT2:1-60,000', join(folder, 'b.tsv'), ...cache);
    const message = /^The checkpoints of this pass take up to [\d.]+ MB; .* has [\d.]+ MB free\.$/;
    expectFailure(full, { exit: 75, code: 'disk-full', message });
    expect(readdirSync(folder)).toEqual(['a.tsv']);
    expect(readdirSync(join(cacheDisk!, 'cache/passes'))).not.toContainEqual(
      expect.stringMatching(/^[0-9a-f]{64}/),
    );
    const next = await predict('chrT2:1-5,000', out, ...cache, '--json');
    expect(predictSummary(next).predictions[0]!.fromCache).toBe(true);
  },
);
