import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shortJson } from '../../src-main/cli/calls/index.ts';
import { toolResult } from '../../src-main/cli/mcp/tool-result.ts';
import { isKnownValue } from '../../src-main/cli/calls/call-option.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toolClient } from './tool-client.ts';

const model = 'hawk-tutorial';
const genome = { fasta: 'data/tutorial.fa.gz', model, provider: 'cpu', flank: 0 };
const { home, folder, call, client } = toolClient();

/** The tile of 2,000 bp with the only enhancer that acts on a promoter, as a BED line has it. */
function tileOfEnhancer(promoter: string): string[] {
  const truth = dataLines('resources/tutorial/truth.links.bedpe').map((line) => line.split('\t'));
  const links = truth.filter(([, , , , , , name]) => name?.endsWith(`>${promoter}`));
  expect(links).toHaveLength(1);
  const [contig, start] = links[0]!;
  const tile = Math.floor(Number(start) / 2_000) * 2_000;
  return [contig!, String(tile), String(tile + 2_000)];
}

describe('what is offered', () => {
  it('is every command that computes, with its own options and none that replaces files', async () => {
    const { tools } = await client().listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      ...['candidates', 'consensus', 'context', 'dependencies', 'doctor', 'effects', 'evaluate'],
      'figure',
      ...['genes', 'heads_info', 'heads_list', 'merge', 'models_info', 'models_list'],
      ...['models_verify', 'mutagenesis', 'predict', 'probe_apply', 'probe_fit'],
      ...['project_add_files', 'project_base_map', 'project_choose', 'project_describe'],
      ...['project_effects', 'project_figure', 'project_mark', 'project_new', 'project_predict'],
      ...['project_report', 'project_show', 'project_undo', 'project_variants', 'projects_list'],
      ...['read_lines', 'report', 'score', 'tutorial', 'variants'],
      ...['window_figure', 'window_goto', 'window_mark', 'window_open', 'window_set_range'],
      ...['window_show_rows', 'window_state'],
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
    const { tools } = await client().listTools();
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
    const { resources } = await client().listResources();
    expect(resources.map(({ uri }) => uri)).toContain('megabase://guide/formats');
    const { contents } = await client().readResource({ uri: 'megabase://guide/formats' });
    expect(contents).toEqual([
      {
        uri: 'megabase://guide/formats',
        mimeType: 'text/markdown',
        text: readFileSync('resources/guide/formats.md', 'utf8'),
      },
    ]);
    await expect(client().readResource({ uri: 'megabase://guide/../errors' })).rejects.toThrow();
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

  it('reads a long table in answers of whole lines, none of them left out', async () => {
    const all = Array.from({ length: 300 }, (_, i) => `row ${i}\t${'"x"\t'.repeat(20)}`);
    writeFileSync(join(folder, 'rows.tsv'), all.join('\n'));
    const read: string[] = [];
    for (let isEnd = false; !isEnd;) {
      const asked = { path: 'rows.tsv', from: read.length + 1, lines: 200 };
      const { value } = await call('read_lines', asked);
      const answer = value as { lines: string[]; isEnd: boolean };
      expect(answer.lines.length).toBeGreaterThan(50);
      read.push(...answer.lines);
      ({ isEnd } = answer);
    }
    expect(read).toEqual(all);
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
    // The tile of the one enhancer that the tutorial's truth pairs with the promoter of this gene.
    expect(far.map((link) => link.slice(0, 3))).toEqual([tileOfEnhancer('chrT1_promoter_73')]);
    expect(found.texts[1]).toMatch(/^First lines of links\.bedpe:\n#chrom1\tstart1\t/);

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
    expect(shortJson(short, 12_000)).toBe(JSON.stringify(short));
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ name: `row ${i}`, values: [i, i, i] }));
    const text = shortJson({ rows, about: 'x'.repeat(50_000) }, 12_000);
    expect(text.length).toBeLessThan(12_001);
    const { rows: shown, about } = JSON.parse(text) as { rows: unknown[]; about: string };
    expect(shown.slice(0, 2)).toEqual(rows.slice(0, 2));
    expect(shown.at(-1)).toBe(`... ${5_001 - shown.length} more`);
    expect(about).toMatch(/x \.\.\. \(50000 characters\)$/);
    const wide = Object.fromEntries(rows.map(({ name }) => [name, name]));
    expect(shortJson(wide, 12_000).length).toBeLessThan(12_001);
  });

  it('is answered also where what it wrote has been taken away since', () => {
    const files = [{ path: join(temporaryFolder(), 'own.bw'), bytes: 1_234 }];
    const { isError, content } = toolResult({ kind: 'done', answer: {}, files });
    expect(isError).toBeUndefined();
    const description = expect.stringMatching(/own\.bw, 1,234 bytes \(\.bw\)$/) as string;
    expect(content[1]).toMatchObject({ type: 'resource_link', name: 'own.bw', description });
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
