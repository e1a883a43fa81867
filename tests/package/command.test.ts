import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { packCommand, type PackedCommand } from '../../resources/release/command/pack.ts';
import { nativePlatforms } from '../../resources/release/command/stage-native.ts';
import { drawn, openTutorial, predict } from '../e2e/steps.ts';
import { buildOnce } from '../electron/build-once.ts';
import { chromiumPath, sharedChromium } from '../support/chromium.ts';
import { megabase, predictArgs, tutorialGenome } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { oldNode } from '../support/old-node.ts';
import { root } from '../support/paths.ts';
import { canPrebuildHere, prebuilt } from '../support/prebuilds.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { InstalledCommand } from './installed-command.ts';

const folder = sharedFolder();
const platform = nativePlatforms.find((one) => one === `${process.platform}-${process.arch}`);
let universal: PackedCommand;
let own: PackedCommand;
let installed: InstalledCommand;

const chunk = /^out\/command\/(?!(megabase|compute-process|parser-process)\.js$).*\.js$/;

/** Without the names that change with every source, and the kernels that are built here. */
function listText(files: readonly string[]): string {
  const names = files
    .map((path) => path.replace(chunk, 'out/command/*.js'))
    .map((path) => path.replace(/^(out\/.*)-[\w-]{8}(\.\w+)$/, '$1-*$2'))
    .map((path) => path.replace(/prebuilds\/[\w-]+\//, 'prebuilds/*/'));
  return `${[...new Set(names)].sort().join('\n')}\n`;
}

describe.runIf(platform !== undefined && canPrebuildHere)('the npm package', () => {
  beforeAll(async () => {
    await buildOnce();
    prebuilt(platform!);
    universal = packCommand(join(folder, 'packed'));
    own = packCommand(join(folder, 'packed'), platform);
    installed = new InstalledCommand(folder, own.path);
  });

  it('holds what is pinned, and nothing else', async () => {
    await expect(listText(universal.files)).toMatchFileSnapshot('command-files.txt');
    const carried = own.files.filter((path) => !universal.files.includes(path));
    expect(carried.every((path) => path.startsWith('node_modules/'))).toBe(true);
    expect(carried.filter((path) => /\.(node|so\.1|dylib|dll)$/.test(path))).toHaveLength(3);
  });

  it('is no larger than is pinned, in MB', () => {
    expect(universal.packedBytes / 1e6).toBeLessThan(11);
    expect(universal.unpackedBytes / 1e6).toBeLessThan(23.5);
    expect(own.packedBytes / 1e6).toBeLessThan(32);
  });

  it('is what the recipe of the container copies', () => {
    const recipe = readFileSync(join(root, 'resources/container/Containerfile'), 'utf8');
    const [, pattern] = /^COPY (\S+)/m.exec(recipe)!;
    const name = new RegExp(
      `^${pattern!.replace('*', '[\\d.]+').replace('${PLATFORM}', platform!)}$`,
    );
    expect(basename(own.path)).toMatch(name);
    // Installed by root, run by a user.
    expect(recipe.indexOf('\nUSER node')).toBeGreaterThan(recipe.lastIndexOf('\nRUN '));
  });

  it('asks for the two packages with native code alone, and runs no script', () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(join(installed.package, path), 'utf8')) as Record<string, unknown>;
    const manifest = read('package.json');
    expect(Object.keys(manifest['dependencies'] as object).sort()).toEqual([
      'better-sqlite3',
      'onnxruntime-node',
    ]);
    const carried = readdirSync(join(installed.package, 'node_modules'));
    expect(carried.sort()).toEqual(['better-sqlite3', 'onnxruntime-common', 'onnxruntime-node']);
    const all = ['package.json', ...carried.map((name) => `node_modules/${name}/package.json`)];
    for (const path of all) {
      const { scripts, devDependencies } = read(path);
      expect([scripts, devDependencies], path).toEqual([undefined, undefined]);
    }
  });

  it('loads little to tell its version or its commands', () => {
    const program = join(installed.package, 'out/command');
    const loaded = new Set<string>();
    const load = (name: string) => {
      if (loaded.has(name)) return;
      loaded.add(name);
      const text = readFileSync(join(program, name), 'utf8');
      for (const [, other] of text.matchAll(/^(?:import|export) .*?["']\.\/([\w.-]+)["'];$/gm)) {
        load(other!);
      }
    };
    const launcher = readFileSync(join(program, 'megabase.js'), 'utf8');
    const [, main] = /import\(["']\.\/(main[\w.-]*)["']\)/.exec(launcher)!;
    load(main!);
    const bytes = [...loaded].reduce((sum, name) => sum + statSync(join(program, name)).size, 0);
    expect(bytes / 1e3).toBeLessThan(220);
  });

  it.skipIf(oldNode === undefined)('says which Node it needs, started by an older Node', () => {
    const program = join(installed.package, 'out/command/megabase.js');
    const { status, stderr } = spawnSync(oldNode!, [program, '--version'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^megabase needs Node 22\.14 or newer; this is [\d.]+\.\n$/),
    ]);
  });

  describe('in an empty folder with an empty home, without a network and its checkout', () => {
    it('shows the demonstration', async () => {
      const { stdout } = expectSuccess(await installed.npx('demo', '--contig', 'chrT2'));
      expect(stdout).toMatch(/promoters/i);
      expect(readdirSync(join(installed.folder, 'demo-output')).length).toBeGreaterThan(3);
    });

    it('predicts with kernel and runner, every number as in the checkout', async () => {
      const report = expectSuccess(await installed.npx('doctor', '--json'));
      expect(JSON.parse(report.stdout)).toMatchObject({
        kernel: { available: true, runner: { available: true } },
      });
      const genome = join(installed.package, 'resources/tutorial/tutorial.fa.gz');
      const args = predictArgs('caduceus-tutorial', 'chrT2:1-20,000', 'here.bedgraph');
      const words = args.map((word) => (word === tutorialGenome ? genome : word));
      const { stderr } = expectSuccess(await installed.npx(...words));
      expect(stderr).toMatch(/scans by the native kernel/);
      const there = join(folder, 'there.bedgraph');
      const same = predictArgs('caduceus-tutorial', 'chrT2:1-20,000', there);
      expectSuccess(await megabase(same, { home: join(folder, 'checkout') }));
      const values = (path: string) =>
        readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => /^chrT2\t/.test(line));
      expect(values(join(installed.folder, 'here.bedgraph'))).toEqual(values(there));
      expect(values(there).length).toBeGreaterThan(100);
    });

    it('draws a figure as PDF and as PNG, with letters of its own', async () => {
      const genome = join(installed.package, 'resources/tutorial/tutorial.fa.gz');
      for (const format of ['pdf', 'png']) {
        const out = join(installed.folder, `figure.${format}`);
        const what = ['--fasta', genome, '--region', 'chrT1:1-2,000'];
        expectSuccess(await installed.npx('figure', ...what, '--out', out));
        expect(statSync(out).size).toBeGreaterThan(2000);
      }
    });

    it('offers its commands to other programs, with the guide', async () => {
      const described = expectSuccess(await installed.npx('serve', '--openapi'));
      const { paths } = JSON.parse(described.stdout) as { paths: object };
      expect(Object.keys(paths)).toContain('/calls/predict');
      // Its standard input is empty: it ends at once.
      const { stderr } = expectSuccess(await installed.npx('mcp', '.'));
      expect(stderr).toContain('Serving tools by MCP');
    });

    it.skipIf(!chromiumPath)('serves its page, in a real browser', async () => {
      const browser: Browser = await sharedChromium();
      const server = await installed.serve();
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(server.url);
      await openTutorial(page);
      await predict(page, 'chrT1:1-20,000');
      await drawn(page, 'Promoter');
      await context.close();
      expect(await server.stop()).toBe(0);
      expect(faults).toEqual([]);
    });

    it('leaves nothing in the home but what is Megabase, and of npm', () => {
      const found = readdirSync(installed.home, { recursive: true, encoding: 'utf8' });
      const strange = found.filter(
        (path) => !/^(\.npm|\.cache|\.local|\.local\/share)$|^\.npm\/|\/megabase\b/.test(path),
      );
      expect(strange).toEqual([]);
      expect(existsSync(join(root, 'out/command/demo-output'))).toBe(false);
    });
  });
});
