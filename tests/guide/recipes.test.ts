import { execFileSync } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { listPages } from '../../resources/build-guide/read-guide.ts';
import { buildOnce } from '../electron/build-once.ts';
import { megabase, startMegabase, type CommandResult } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { startFakeHub } from '../support/fake-hub.ts';
import { hasHts } from '../support/hts.ts';
import { writePlantCaduceus } from '../support/plant-caduceus.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { commandsOf, guideFolder, readPage, wordsOf } from './guide-text.ts';
import { preparations } from './recipe-data.ts';

const home = sharedFolder();
const data = join(sharedFolder(), 'tutorial');
/** What a line says everywhere in the same way is run once. */
const ran = new Set<string>();

beforeAll(async () => {
  expectSuccess(await megabase(['tutorial', data], { home }));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const pages = listPages(guideFolder).map(({ id }) => id);
const withCommands = pages.filter((id) => commandsOf(readPage(id)).length > 0);
const others = (id: string) => /^(samtools|tabix) /m.test(readPage(id));

it('each of the thirteen recipes has commands', () => {
  const recipes = listPages(guideFolder).filter(({ group }) => group === 'Recipes');
  expect(recipes).toHaveLength(13);
  for (const { id } of recipes) {
    expect(commandsOf(readPage(id)).length, id).toBeGreaterThan(0);
    expect(readPage(id), id).toMatch(/^## In the window$/m);
  }
});

it.each(withCommands.filter((id) => !others(id)))('the commands of %s run as written', run);

it.skipIf(!hasHts).each(withCommands.filter(others))(
  'the commands of %s run as written, those of samtools and tabix too',
  run,
);

async function run(id: string): Promise<void> {
  const place = temporaryFolder();
  const folder = join(place, 'tutorial');
  cpSync(data, folder, { recursive: true });
  await preparations[id]?.(folder);
  const blocks = commandsOf(readPage(id));
  if (blocks.some(({ lines }) => lines.some((line) => line.includes('--from-hub')))) {
    await serveHub();
  }
  for (const { lines, printed } of blocks) {
    let said = '';
    for (const line of lines) {
      if (line === 'cd tutorial' || line === 'megabase tutorial') continue;
      // What asks about the machine and not about files has one answer.
      if (!/--(fasta|out|region)\b/.test(line) && ran.has(line)) continue;
      ran.add(line);
      const { stdout, stderr } = await runLine(line, folder);
      said += `${stdout}\n${stderr}\n`;
    }
    expectPrinted(printed, said);
  }
  if (id === 'ideas') checkIdeas(folder);
}

async function runLine(line: string, folder: string): Promise<CommandResult> {
  const [program, ...args] = wordsOf(line);
  if (program !== 'megabase') {
    expect(['samtools', 'awk', 'tabix']).toContain(program);
    const stdout = execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
    return { code: 0, stdout, stderr: '' };
  }
  if (args[0] === 'serve') return serve(args, folder);
  // Processes that parse files for several commands stand where the first of them was given.
  const given = args.map((arg) => (isFile(join(folder, arg)) ? join(folder, arg) : arg));
  const before = process.cwd();
  process.chdir(folder);
  try {
    return expectSuccess(await megabase(given, { home }));
  } finally {
    process.chdir(before);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Until it says how the page is opened; on a port and with a folder that are there in any case. */
async function serve(args: readonly string[], folder: string): Promise<CommandResult> {
  await buildOnce();
  const here: Readonly<Record<string, string>> = { '7707': '0', '/data': folder };
  const given = args.map((arg) => here[arg] ?? arg);
  const running = startMegabase(given, { home, cwd: folder });
  await running.says(/From another computer: ssh -L/);
  process.kill(running.pid, 'SIGINT');
  return running.result;
}

/** The hub as the recipe knows it, with a small model of random weights. */
async function serveHub(): Promise<void> {
  const model = join(temporaryFolder(), 'plant');
  const extra = writePlantCaduceus(model, temporaryFolder());
  const repository = 'kuleshov-group/PlantCaduceus_l20';
  const { endpoint } = await startFakeHub({ model, extra, repository });
  vi.stubEnv('HF_ENDPOINT', endpoint);
}

/** Each line is among those that were printed; decimals may differ a little by processor. */
function expectPrinted(printed: readonly string[], said: string): void {
  const lines = said.split('\n').map(words);
  for (const wanted of printed) {
    const isThere = lines.some((found) => agree(found, words(wanted)));
    expect(isThere, `${wanted}\nis not in\n${said}`).toBe(true);
  }
}

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}

function agree(found: readonly string[], wanted: readonly string[]): boolean {
  const same = (a: string, b: string) =>
    a === b || (/\d\.\d/.test(b) && Math.abs(decimal(a) - decimal(b)) <= 0.02);
  return found.length === wanted.length && found.every((word, i) => same(word, wanted[i]!));
}

function decimal(word: string): number {
  return Number(word.replaceAll(/[()]/g, ''));
}

/** The numbers of the page's first picture, and what it says of the context effect. */
function checkIdeas(folder: string): void {
  const valueIn = (name: string) =>
    Number(dataLines(join(folder, name)).at(-1)!.split('\t').at(-1));
  expect(valueIn('near.tsv')).toBeCloseTo(0.003, 3);
  expect(valueIn('far.tsv')).toBeCloseTo(0.964, 2);
  expect(dataLines(join(folder, 'context.bed'))).toHaveLength(1);
}
