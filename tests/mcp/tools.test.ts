import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src-main/cli/commands/index.ts';
import { PlainConsole } from '../../src-main/cli/console.ts';
import { shortJson } from '../../src-main/cli/mcp/answer.ts';
import { makeServer } from '../../src-main/cli/mcp/index.ts';
import { isKnownValue } from '../../src-main/cli/mcp/tool-option.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const folder = sharedFolder();
const outside = sharedFolder();
const model = 'hawk-tutorial';
const genome = { fasta: 'data/tutorial.fa.gz', model, provider: 'cpu', flank: 0 };

let client: Client;
const { MEGABASE_HOME: before } = process.env;

interface Answer {
  readonly isError: boolean;
  /** The first text, parsed where it is JSON. */
  readonly value: unknown;
  readonly texts: readonly string[];
  readonly links: readonly string[];
}

async function call(
  name: string,
  given: Readonly<Record<string, unknown>> = {},
  options: Parameters<Client['callTool']>[2] = {},
): Promise<Answer> {
  const found = await client.callTool({ name, arguments: given }, undefined, {
    timeout: 120_000,
    ...options,
  });
  const content = found.content as readonly { type: string; text?: string; uri?: string }[];
  const texts = content.flatMap(({ text }) => text ?? []);
  const links = content.flatMap(({ uri }) => uri ?? []);
  let value: unknown = texts[0];
  try {
    value = JSON.parse(texts[0] ?? '');
  } catch {
    // Words.
  }
  return { isError: found.isError === true, value, texts, links };
}

async function connect(signal = new AbortController().signal): Promise<Client> {
  const nowhere = { write: () => undefined };
  const console = new PlainConsole({ stdout: nowhere, stderr: nowhere });
  const context = { console, signal, startComputeProcess: sharedComputeProcess };
  const server = await makeServer([folder], context, { commands, run: runCommand });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const made = new Client({ name: 'a test', version: '1' });
  await Promise.all([server.connect(theirs), made.connect(ours)]);
  return made;
}

beforeAll(async () => {
  process.env['MEGABASE_HOME'] = home;
  client = await connect();
});
afterAll(async () => {
  await client.close();
  if (before === undefined) delete process.env['MEGABASE_HOME'];
  else process.env['MEGABASE_HOME'] = before;
});

describe('what is offered', () => {
  it('is every command that computes, with its own options and none that replaces files', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      ...['candidates', 'consensus', 'context', 'dependencies', 'doctor', 'effects', 'evaluate'],
      'figure',
      ...['genes', 'heads_info', 'heads_list', 'merge', 'models_info', 'models_list'],
      ...['models_verify', 'mutagenesis', 'predict', 'probe_apply', 'probe_fit', 'read_lines'],
      ...['report', 'score', 'tutorial', 'variants'],
    ]);
    const predict = tools.find(({ name }) => name === 'predict')!.inputSchema;
    expect(predict.required!.toSorted()).toEqual(['fasta', 'model', 'out', 'region']);
    expect(predict['additionalProperties']).toBe(false);
    expect(predict.properties).toMatchObject({
      region: { type: 'array' },
      provider: { enum: ['auto', 'cpu', 'cuda', 'webgpu', 'dml', 'coreml'] },
      dry_run: { type: 'boolean' },
    });
    for (const { name, description, inputSchema } of tools) {
      expect(description, name).toMatch(/\.$/);
      for (const hidden of ['overwrite', 'cache', 'progress', 'json']) {
        const known = name === 'evaluate' && hidden === 'json';
        expect(Object.hasOwn(inputSchema.properties ?? {}, hidden), `${name} ${hidden}`).toBe(
          known,
        );
      }
    }
  });

  it('has no value of which nobody has said whether it is a path', async () => {
    const { tools } = await client.listTools();
    const unknown = tools
      .filter(({ name }) => name !== 'read_lines')
      .flatMap(({ name, inputSchema }) =>
        Object.entries(inputSchema.properties ?? {}).flatMap(([key, schema]) => {
          const { description = '' } = schema as { description?: string };
          const [, value] = /^([A-Z][^ ]*): /.exec(description) ?? [];
          return value === undefined || isKnownValue(value) ? [] : [`${name} ${key}: ${value}`];
        }),
      );
    expect(unknown).toEqual([]);
    const report = tools.find(({ name }) => name === 'report')!.inputSchema.properties!;
    expect(report['no_effects']).toMatchObject({ type: 'boolean' });
    expect(report).not.toHaveProperty('project');
  });

  it('is the guide, page by page', async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain('megabase://guide/formats');
    const { contents } = await client.readResource({ uri: 'megabase://guide/formats' });
    expect(contents).toEqual([
      {
        uri: 'megabase://guide/formats',
        mimeType: 'text/markdown',
        text: readFileSync('resources/guide/formats.md', 'utf8'),
      },
    ]);
    await expect(client.readResource({ uri: 'megabase://guide/../errors' })).rejects.toThrow();
  });
});

describe('a task', () => {
  it('goes from the tutorial to scored variants, with the numbers of the command line', async () => {
    expect(await call('tutorial', { dir: 'data' })).toMatchObject({ isError: false });
    expect(existsSync(join(folder, 'data/tutorial.fa.gz'))).toBe(true);
    const models = (await call('models_list')).value as { id: string }[];
    expect(models.map(({ id }) => id)).toContain(model);

    const progress: number[] = [];
    const region = ['chrT1:405,001-440,000'];
    const predicted = await call(
      'predict',
      { ...genome, region, out: 'own.bedgraph' },
      { onprogress: (one) => progress.push(one.progress) },
    );
    expect(predicted.isError, predicted.texts.join()).toBe(false);
    expect(predicted.links).toEqual([expect.stringMatching(/^file:.*own\.bedgraph$/)]);
    expect(predicted.texts[1]).toMatch(/^First lines of own\.bedgraph:\n/);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));

    const targets = 'data/tutorial.gff3';
    const effects = { ...genome, region, tile: 2000, targets };
    const found = await call('effects', { ...effects, out: 'tiles.tsv' });
    expect(found.isError, found.texts.join()).toBe(false);
    const vcf = 'data/sample.vcf.gz';
    const small = { ...genome, region: 'chrT1:405,001-440,000', vcf, targets };
    const scored = await call('variants', { ...small, out: 'scored.vcf' });
    expect(scored.isError, scored.texts.join()).toBe(false);

    // From the command line, by itself.
    const own = temporaryFolder();
    const data = (name: string) => join(folder, 'data', name);
    const place = ['--fasta', data('tutorial.fa.gz'), '--model', model, '--provider', 'cpu'];
    const where = [...place, '--flank', '0', '--region', 'chrT1:405,001-440,000'];
    const genes = ['--targets', data('tutorial.gff3')];
    const lines: readonly (readonly [string, readonly string[], string])[] = [
      ['predict', [], 'own.bedgraph'],
      ['effects', ['--tile', '2000', ...genes], 'tiles.tsv'],
      ['variants', ['--vcf', data('sample.vcf.gz'), ...genes], 'scored.vcf'],
    ];
    for (const [command, more, name] of lines) {
      const args = [command, ...where, ...more, '--out', join(own, name)];
      expectSuccess(await megabase(args, { home }));
      expect(dataLines(join(own, name)), name).toEqual(dataLines(join(folder, name)));
      expect(dataLines(join(own, name)).length, name).toBeGreaterThan(2);
    }

    const part = await call('read_lines', { path: 'tiles.tsv', from: 3, lines: 4 });
    expect(part.value).toEqual({
      lines: readFileSync(join(folder, 'tiles.tsv'), 'utf8').split('\n').slice(2, 6),
      isEnd: false,
    });
  });

  it('finds the enhancer of a gene, and ends with a figure and a report', async () => {
    const region = 'chrT1:405,001-440,000';
    const targets = 'data/tutorial.gff3';
    const asked = { ...genome, region: [region], tile: 2000, targets, out: 'links.bedpe' };
    const found = await call('effects', asked);
    expect(found.isError, found.texts.join()).toBe(false);
    const links = dataLines(join(folder, 'links.bedpe')).map((line) => line.split('\t'));
    const far = links.filter(([, , , , , , name, , , , , distance]) => {
      return name?.endsWith('>T1G073') && Number(distance) > 2_000;
    });
    // The genome was made with an enhancer in it that acts on this gene.
    expect(far.map((link) => link.slice(0, 3))).toEqual([['chrT1', '412000', '414000']]);

    const tracks = [targets, 'own.bedgraph'];
    const drawn = await call('figure', { fasta: genome.fasta, tracks, region, out: 'own.svg' });
    expect(drawn.isError, drawn.texts.join()).toBe(false);
    expect(readFileSync(join(folder, 'own.svg'), 'utf8')).toContain('T1G073');
    const report = { ...genome, region, vcf: 'data/sample.vcf.gz', annotation: targets };
    const told = await call('report', { ...report, out: 'own.html', table: 'own.tsv' });
    expect(told.isError, told.texts.join()).toBe(false);
    expect(told.links).toHaveLength(2);
    expect(readFileSync(join(folder, 'own.html'), 'utf8')).toContain('T1G073');
  });

  it('begins where relative paths begin, also with a folder that nobody named', async () => {
    const { isError, texts } = await call('tutorial');
    expect(isError, texts.join()).toBe(false);
    expect(existsSync(join(folder, 'tutorial/tutorial.fa.gz'))).toBe(true);
    expect(existsSync('tutorial')).toBe(false);
  });

  it('links to what it wrote, with a manifest and in a folder, too', async () => {
    const asked = { ...genome, region: ['chrT1:1-2,000', 'chrT2:1-2,000'] };
    const table = await call('predict', { ...asked, out: 'split/', manifest: 'run.json' });
    expect(table.isError, table.texts.join()).toBe(false);
    expect(table.links.map((link) => link.split('/').at(-1))).toEqual([
      'chrT1.parquet',
      'chrT2.parquet',
      'run.json',
    ]);
  });

  it('has answers that are short, and say what they leave out', () => {
    const short = { a: [1, 2], b: 'text' };
    expect(shortJson(short)).toBe(JSON.stringify(short));
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ name: `row ${i}`, values: [i, i, i] }));
    const text = shortJson({ rows, about: 'x'.repeat(50_000) });
    expect(text.length).toBeLessThan(12_001);
    const { rows: shown, about } = JSON.parse(text) as { rows: unknown[]; about: string };
    expect(shown.slice(0, 2)).toEqual(rows.slice(0, 2));
    expect(shown.at(-1)).toBe(`... ${5_001 - shown.length} more`);
    expect(about).toMatch(/x \.\.\. \(50000 characters\)$/);
    const wide = Object.fromEntries(rows.map(({ name }) => [name, name]));
    expect(shortJson(wide).length).toBeLessThan(12_001);
  });

  it('is stopped where the client cancels it', async () => {
    const controller = new AbortController();
    const given = { ...genome, region: ['chrT1'], out: 'stopped.bw' };
    const calling = call('predict', given, {
      signal: controller.signal,
      onprogress: () => controller.abort(),
    });
    await expect(calling).rejects.toThrow();
    // The next one has its turn once it has ended.
    expect((await call('models_list')).isError).toBe(false);
    expect(existsSync(join(folder, 'stopped.bw'))).toBe(false);
  });
});

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
    expect(value).toMatchObject({ code: 'path-outside' });
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
    expect(refused[0]!.texts[0]).toContain('Too many calls wait');
    expect(answers.length - refused.length).toBeGreaterThan(10);
    expect((await call('models_list')).isError).toBe(false);
    writeFileSync(join(folder, 'long.txt'), 'a line\n'.repeat(1_000));
    const asked = { path: 'long.txt', from: 1_000 };
    const reads = await Promise.all(Array.from({ length: 1_000 }, () => call('read_lines', asked)));
    expect(reads.filter(({ isError }) => isError).length).toBeGreaterThan(900);
    expect((await call('read_lines', asked)).value).toEqual({ lines: ['a line'], isEnd: true });
  });
});
