import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/temporary-folder.ts';
import { toolClient } from './tool-client.ts';

const outside = sharedFolder();
const model = 'hawk-tutorial';
const genome = { fasta: 'data/tutorial.fa.gz', model, provider: 'cpu', flank: 0 };
const { folder, call } = toolClient();
beforeAll(() => cpSync('resources/tutorial', join(folder, 'data'), { recursive: true }));

describe('a hostile call', () => {
  const region = ['chrT1:1-2,000'];

  it.each([
    ['a file elsewhere', { fasta: '/etc/passwd' }],
    ['a way up', { fasta: '../../../etc/passwd' }],
    ['a device', { out: '/dev/null' }],
    ['a descriptor', { fasta: '/proc/self/fd/0' }],
    ['a hidden folder', { out: '.ssh/authorized_keys' }],
    ['a link that leads out', { fasta: 'link/secret.fa' }],
    ['a region that is a file elsewhere', { region: ['/etc/passwd'] }],
    ['a model elsewhere', { model: '/etc' }],
    ['a head elsewhere', { model: 'hawk-tutorial+../x' }],
    ['a manifest elsewhere', { manifest: '/tmp/run.json' }],
  ])('is refused: %s', async (_, given) => {
    if (!existsSync(join(folder, 'link'))) {
      writeFileSync(join(outside, 'secret.fa'), '>a\nACGT\n');
      symlinkSync(outside, join(folder, 'link'));
    }
    const { isError, value } = await call('predict', { ...genome, region, out: 'x.bw', ...given });
    expect(isError).toBe(true);
    expect(value).toMatchObject({ error: { code: 'path-outside' } });
    expect(JSON.stringify(value)).toContain('advice');
  });

  it('is refused where an index, or a file of a model, is a link that leads out', async () => {
    const secret = join(outside, 'secret.fa');
    writeFileSync(secret, 'a secret\n');
    writeFileSync(join(folder, 'linked.fa'), '>a\nACGT\n');
    symlinkSync(secret, join(folder, 'linked.fa.fai'));
    mkdirSync(join(folder, 'net/onnx'), { recursive: true });
    writeFileSync(join(folder, 'net/config.json'), '{}');
    symlinkSync(secret, join(folder, 'net/onnx/tokenizer.json'));
    const asked = { ...genome, region, out: 'l.bw' };
    for (const given of [{ fasta: 'linked.fa' }, { model: 'net' }, { model: 'net+x' }]) {
      const { value } = await call('predict', { ...asked, ...given });
      expect(value, JSON.stringify(given)).toMatchObject({ error: { code: 'path-outside' } });
      expect(JSON.stringify(value)).not.toContain('a secret');
    }
  });

  it('is refused where what it writes would go through a link, whatever named it', async () => {
    mkdirSync(join(folder, 'second'));
    symlinkSync(outside, join(folder, 'second/yeast'));
    const { value } = await call('tutorial', { dir: 'second' });
    expect(value).toMatchObject({ error: { code: 'path-outside' } });
    expect(existsSync(join(outside, 'yeast.fa'))).toBe(false);
  });

  it.each([
    ['a zero', 'a\0b.fa'],
    ['too long a name', 'a'.repeat(3_000)],
  ])('is refused, and no mistake of the program, with %s in a path', async (_, fasta) => {
    const { value } = await call('predict', { ...genome, region, out: 'x.bw', fasta });
    expect(value).toMatchObject({ error: { code: 'path-outside' } });
  });

  it('may name a new folder for a head as it names files', async () => {
    const asked = { model, fasta: genome.fasta, labels: 'none.bed', provider: 'cpu' };
    const { value } = await call('probe_fit', { ...asked, out: 'heads/own' });
    expect(value).toMatchObject({ error: { code: 'file-missing' } });
    const away = await call('probe_fit', { ...asked, out: '../own' });
    expect(away.value).toMatchObject({ error: { code: 'path-outside' } });
  });

  it('is refused where it would write over a file, or names standard output', async () => {
    writeFileSync(join(folder, 'mine.bedgraph'), 'mine');
    const asked = { ...genome, region };
    const { value } = await call('predict', { ...asked, out: 'mine.bedgraph' });
    expect(value).toMatchObject({
      error: { code: 'output-exists', advice: expect.any(String) as string },
    });
    expect(readFileSync(join(folder, 'mine.bedgraph'), 'utf8')).toBe('mine');
    const piped = await call('predict', { ...asked, out: '-', format: 'bedgraph' });
    expect(piped.value).toMatchObject({ error: { code: 'usage' } });
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken/mine'), 'mine');
    const inFolder = await call('predict', { ...asked, out: 'taken/' });
    expect(inFolder.value).toMatchObject({ error: { code: 'output-exists' } });
  });

  it.skipIf(process.platform === 'win32')('is refused where it would write to a pipe', async () => {
    // Whoever writes there waits until it is read, and all other calls with it.
    execFileSync('mkfifo', [join(folder, 'pipe.bedgraph')]);
    const { value } = await call('predict', { ...genome, region, out: 'pipe.bedgraph' });
    expect(value).toMatchObject({ error: { code: 'usage' } });
  });

  it('has no option that the command line would take for another', async () => {
    const asked = { ...genome, region, out: 'y.bedgraph' };
    const sneaky = await call('predict', { ...asked, tracks: '--overwrite' });
    expect(sneaky.value).toMatchObject({ error: { code: 'track-unknown' } });
    const info = await call('models_info', { id_folder: '--help' });
    expect(info.value).toMatchObject({ error: { code: 'model-missing' } });
  });

  it.each([
    ['an unknown parameter', { overwrite: true }],
    ['a missing one', { fasta: undefined }],
    ['another type', { region: { a: 1 } }],
    ['a choice that is none', { provider: 'quantum' }],
    ['a text without end', { tracks: 'a'.repeat(100_000) }],
    ['a list without end', { region: Array.from({ length: 5_000 }, () => 'chrT1:1-10') }],
  ])('is refused by the schema: %s', async (_, given) => {
    const { isError, texts } = await call('predict', { ...genome, region, out: 'z.bw', ...given });
    expect(isError).toBe(true);
    expect(texts[0]).toMatch(/validation/i);
    expect(texts[0]!.length).toBeLessThan(5_000);
  });

  it('is refused for a tool that there is not', async () => {
    expect(await call('rm', { path: '/' })).toMatchObject({ isError: true });
  });

  it('waits for its turn, and among a thousand most are told to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => call('models_list')));
    const refused = answers.filter(({ isError }) => isError);
    expect(refused.length).toBeGreaterThan(900);
    expect(refused[0]!.texts[0]).toContain('calls wait for their turn already');
    expect(answers.length - refused.length).toBeGreaterThan(10);
    expect((await call('models_list')).isError).toBe(false);
    writeFileSync(join(folder, 'long.txt'), 'a line\n'.repeat(1_000));
    const asked = { path: 'long.txt', from: 1_000 };
    const reads = await Promise.all(Array.from({ length: 1_000 }, () => call('read_lines', asked)));
    expect(reads.filter(({ isError }) => isError).length).toBeGreaterThan(900);
    expect((await call('read_lines', asked)).value).toEqual({ lines: ['a line'], isEnd: true });
  });
});
