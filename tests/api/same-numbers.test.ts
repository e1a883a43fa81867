import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { toolClient } from '../mcp/tool-client.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from '../workbench/open-workbench.ts';
import { apiServer } from './api-server.ts';

const [tools, api] = [toolClient(), apiServer()];

const region = 'chrT1:408,001-418,000';
const model = 'hawk-tutorial';
const common = { fasta: 'data/tutorial.fa.gz', model, provider: 'cpu', flank: 0 };
const targets = 'data/tutorial.gff3';
const vcf = 'data/sample.vcf.gz';

/** What is asked for every way; `files` are paths below the folder of that way. */
const asked = [
  ['predict', { ...common, region: [region], tracks: 'expression', out: 'own.bw' }],
  ['predict', { ...common, region: [region], tracks: 'expression', out: 'own.bedgraph' }],
  ['effects', { ...common, region: [region], tile: 2000, targets, out: 'tiles.tsv' }],
  ['effects', { ...common, region: [region], tile: 2000, targets, out: 'links.bedpe' }],
  ['variants', { ...common, region, vcf, targets, out: 'scored.vcf' }],
  ['variants', { ...common, region, vcf, targets, out: 'scored.tsv' }],
  ['figure', { fasta: common.fasta, region, tracks: [targets, 'own.bedgraph'], out: 'own.svg' }],
] as const;

async function byCommand(folder: string): Promise<void> {
  const home = temporaryFolder();
  const isPath = (key: string) => ['fasta', 'vcf', 'targets', 'out', 'tracks'].includes(key);
  for (const [name, given] of asked) {
    const options = Object.entries(given).flatMap(([key, value]: [string, unknown]) =>
      [value].flat().flatMap((one) => {
        const isFile = isPath(key) && one !== 'expression';
        return [`--${key}`, isFile ? join(folder, String(one)) : String(one)];
      }),
    );
    expectSuccess(await megabase([name, ...options], { home }));
  }
}

/** The window's own jobs and exports. It draws its figures from a project, so they are not among them. */
async function byWindow(folder: string): Promise<void> {
  const shipped = join(root, 'native-models');
  const bench = openBench({ ...locationsIn(temporaryFolder()), shippedModels: shipped });
  const at = (name: string) => join(folder, name);
  const { id: project } = await bench.newProject({ path: at(common.fasta) });
  const added = await bench.addFiles({ project, paths: [at(targets), at(vcf)] });
  const track = (path: string) =>
    added.project.tracks.find(({ name }) => name === basename(path))!.id;
  const how = { project, region, model, flank: 0, provider: 'cpu' } as const;

  const { run } = await bench.predicted(how);
  const tracks = ['expression'];
  for (const [format, name] of [
    ['bigwig', 'own.bw'],
    ['bedgraph', 'own.bedgraph'],
  ] as const) {
    await bench.exportRun({ project, run, tracks, format, path: at(name) });
  }
  const elements = { kind: 'tile', bp: 2000 } as const;
  const effects = { ...how, elements, targets: track(targets), knockOut: { kind: 'n' } as const };
  const map = (await bench.ended(await bench.findEffects(effects))).map!;
  for (const [format, name, threshold] of [
    ['tsv', 'tiles.tsv', 0],
    ['bedpe', 'links.bedpe', 0.1],
  ] as const) {
    await bench.exportEffects({ project, map, format, threshold, path: at(name) });
  }
  const variants = {
    ...how,
    source: track(vcf),
    targets: track(targets),
    masked: false,
    haplotypes: false,
  };
  const set = (await bench.ended(await bench.scoreVariants(variants))).variants!;
  for (const format of ['vcf', 'tsv'] as const) {
    await bench.exportVariants({ project, set, format, path: at(`scored.${format}`) });
  }
}

/** A file's bytes, but for when they were made. */
function bytesOf(path: string): string {
  return readFileSync(path, 'latin1').replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

/** Where two texts part, for the message. */
function firstDifference(own: string, command: string): string {
  const [a, b] = [own, command].map((bytes) => bytes.split('\n'));
  const line = a!.findIndex((text, i) => text !== b![i]);
  return `line ${line + 1}:\n${a![line]?.slice(0, 300)}\n${b![line]?.slice(0, 300)}`;
}

it('the command line, MCP, HTTP and the window write the same files, byte for byte', async () => {
  // None has the cache of another.
  const ways = {
    ...{ command: temporaryFolder(), window: temporaryFolder() },
    ...{ mcp: tools.folder, http: api.folder },
  };
  for (const folder of Object.values(ways)) {
    cpSync(join(root, 'resources/tutorial'), join(folder, 'data'), { recursive: true });
  }
  await byCommand(ways.command);
  vi.stubEnv('MEGABASE_HOME', temporaryFolder());
  for (const [name, given] of asked) {
    const { isError, texts } = await tools.call(name, given);
    expect(isError, texts.join()).toBe(false);
  }
  vi.stubEnv('MEGABASE_HOME', temporaryFolder());
  for (const [name, given] of asked) {
    const { status, value } = await api.call(name, given);
    expect(status, JSON.stringify(value)).toBe(200);
  }
  vi.unstubAllEnvs();
  await byWindow(ways.window);

  for (const way of ['mcp', 'http', 'window'] as const) {
    for (const { out: name } of asked.map(([, given]) => given)) {
      if (way === 'window' && name.endsWith('.svg')) continue;
      const [own, command] = [bytesOf(join(ways[way], name)), bytesOf(join(ways.command, name))];
      expect(command.length, name).toBeGreaterThan(500);
      expect(own === command, `${way}, ${name}, ${firstDifference(own, command)}`).toBe(true);
    }
  }
});
