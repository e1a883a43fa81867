import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  kernelPath,
  largestMegabytes,
  listContents,
  listText,
  totalSize,
} from '../../resources/release/contents.ts';
import { pack } from '../../resources/release/pack.ts';
import {
  hostPlatform,
  isPlatform,
  platforms,
  type Platform,
} from '../../resources/release/platforms.ts';
import { makeStandIn } from '../../resources/release/stand-in.ts';
import { drawn, openTutorial, predict as predictInPage } from '../e2e/steps.ts';
import { buildOnce } from '../electron/build-once.ts';
import { chromiumPath, openPage } from '../electron/page.ts';
import { predict } from '../electron/predict.ts';
import { startProgram, type BuiltProgram } from '../electron/program.ts';
import { sharedChromium } from '../support/chromium.ts';
import { root } from '../support/paths.ts';
import { prebuilt, prebuiltPath } from '../support/prebuilds.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { canRunWindows, onWindows, Wine } from '../support/wine.ts';
import { canHideCheckout, readPacked, unpack } from './unpack.ts';

const folder = sharedFolder();
const versionFile = 'https://example.org/megabase.json';

/** The resources of this machine's package, where a release asks whether it is right. */
const given = process.env['MEGABASE_PACKAGE'];
const wanted: readonly Platform[] =
  given === undefined ? platforms : platforms.filter((one) => one === hostPlatform);

/** Resources of the packed applications, by platform. */
const packed: Record<string, string> = {};

beforeAll(async () => {
  if (given !== undefined) return void (packed[hostPlatform] = given);
  await buildOnce();
  for (const platform of platforms) {
    try {
      prebuilt(platform);
    } catch {
      // Its compiler is not here: the package is compared without the module.
    }
    const standIn = join(folder, 'electron', platform);
    makeStandIn(standIn, platform);
    const output = join(folder, platform);
    packed[platform] = (await pack({ platform, output, standIn, versionFile })).resources;
  }
});

describe.each(wanted)('the package for %s', (platform) => {
  it('holds what is pinned, and nothing else', async () => {
    const files = listContents(packed[platform]!);
    const pinned = join(root, `resources/release/contents/${platform}.txt`);
    const kernel = { path: kernelPath(platform), bytes: 0 };
    const all = existsSync(prebuiltPath(platform)) ? files : [...files, kernel];
    await expect(listText(all)).toMatchFileSnapshot(pinned);
  });

  it('is as large as is pinned', () => {
    const megabytes = totalSize(listContents(packed[platform]!)) / 1e6;
    expect(megabytes).toBeLessThan(largestMegabytes[platform]);
    expect(megabytes).toBeGreaterThan(largestMegabytes[platform] - 8);
  });
});

describe.runIf(isPlatform(hostPlatform))('the packed application without its checkout', () => {
  let built: BuiltProgram;
  beforeAll(() => {
    built = unpack(packed[hostPlatform]!, join(folder, 'unpacked'));
  });

  it('predicts the tutorial with the module and the library of the package', async () => {
    const program = await startProgram({ built });
    let mapped: string[] = [];
    const { job } = await predict(program.workbench(), 'chrT1:1-20,000', ({ progress }) => {
      if (!progress || mapped.length > 0 || process.platform !== 'linux') return;
      const { pid } = program.told.findLast(({ told }) => told === 'compute')!;
      const maps = readFileSync(`/proc/${pid as number}/maps`, 'utf8');
      mapped = [...new Set(maps.match(/\/\S+$/gm))];
    });
    // The binding of ONNX Runtime's package computes in place of the module's runner.
    const isOff = process.env['MEGABASE_RUNNER'] === 'off';
    const notes = isOff ? [expect.stringContaining('the native runner is not used (as asked')] : [];
    expect(await job).toMatchObject({ state: 'done', notes });
    if (process.platform !== 'linux') return;
    const resources = join(built.folder, '..');
    const libraries = 'app.asar.unpacked/node_modules/onnxruntime-node/bin/napi-v6/linux';
    const own = [
      join(resources, `${libraries}/${process.arch}/libonnxruntime.so.1`),
      ...(isOff ? [join(resources, `${libraries}/${process.arch}/onnxruntime_binding.node`)] : []),
      ...(existsSync(prebuiltPath(hostPlatform))
        ? [join(resources, kernelPath(hostPlatform))]
        : []),
    ];
    expect(mapped.filter((path) => path.startsWith(resources)).sort()).toEqual(own.sort());
    expect(mapped.filter((path) => path.startsWith(`${root}/`))).toEqual(
      canHideCheckout ? [] : [process.execPath],
    );
  });

  it('runs the command', async () => {
    const home = temporaryFolder();
    const out = join(home, 'promoter.bedgraph');
    const [execPath, ...nodeArgs] = built.node;
    const child = fork(join(built.standIn, 'enter.mjs'), ['--', ...predictLine(built, out)], {
      cwd: home,
      env: {
        ...{ PATH: process.env['PATH'], HOME: home, TMPDIR: home, TEMP: home },
        ENTRY: join(built.folder, 'out/main/main.js'),
        STAND_IN: JSON.stringify({ root: built.folder }),
      },
      execPath,
      execArgv: [...nodeArgs, '--import', join(built.standIn, 'register.mjs')],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code, said).toBe(0);
    if (existsSync(prebuiltPath(hostPlatform))) {
      expect(said).toMatch(/scans by the native kernel \(/);
    }
    expect(valuesOf(out)).toHaveLength(4096 / 128);
    const launcher = join(built.folder, '../resources/command/megabase');
    if (process.platform !== 'win32') expect(statSync(launcher).mode & 0o111).toBe(0o111);
  });

  describe.skipIf(!chromiumPath)('in the page, by the preload script', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await sharedChromium();
    });

    it('shows the tutorial and what it predicts', async () => {
      const { page, strays, faults } = await openPage(browser, await startProgram({ built }));
      await openTutorial(page);
      await predictInPage(page, 'chrT1:1-20,000');
      await drawn(page, 'Promoter');
      expect(strays).toEqual([]);
      expect(faults).toEqual([]);
    });
  });
});

// A release is asked about the machine that it is made on.
if (given === undefined) {
  it('a package knows its entry in menus, and where newer versions are told of', () => {
    const manifest = readPacked(join(packed['linux-x64']!, 'app.asar'), 'package.json');
    expect(JSON.parse(manifest.toString())).toMatchObject({
      desktopName: 'org.megabase.workbench.desktop',
      megabase: { versionFile },
    });
  });

  describe.runIf(canRunWindows)('the package for Windows', () => {
    it('runs its command under Wine, and gives the numbers of this machine', () => {
      const here = join(folder, 'here.bedgraph');
      const command = join(root, 'src-main/cli/megabase.mjs');
      execFileSync(
        process.execPath,
        [command, ...predictLine({ folder: join(root, 'out') }, here)],
        {
          env: { ...process.env, MEGABASE_HOME: join(folder, 'here') },
          stdio: 'ignore',
        },
      );
      const built = unpack(packed['win32-x64']!, join(folder, 'windows'));
      // Electron does not run there; the same command can, by Node, among the package's files.
      cpSync(join(root, 'out/command'), join(built.folder, 'out/command'), { recursive: true });
      const there = join(folder, 'windows.bedgraph');
      const wine = new Wine(folder, { MEGABASE_HOME: onWindows(join(folder, 'windows-home')) });
      onTestFinished(() => wine.end());
      wine.runNode([join(built.folder, program), ...predictLine(built, there)].map(pathOnWindows));
      const expected = valuesOf(here).map((value) => expect.closeTo(value, 5) as number);
      expect(expected).toHaveLength(4096 / 128);
      expect(valuesOf(there)).toEqual(expected);
    });
  });
}

const program = 'out/command/megabase.js';

/** Predicts one track of the packed tutorial into a file. */
function predictLine({ folder: archive }: Pick<BuiltProgram, 'folder'>, out: string): string[] {
  const genome = join(archive, '../resources/tutorial/tutorial.fa.gz');
  const what = [
    '--fasta',
    genome,
    '--region',
    'chrT1:1-4,096',
    '--flank',
    '0',
    '--provider',
    'cpu',
  ];
  return ['predict', ...what, '--model', 'hawk-tutorial', '--tracks', 'promoter', '--out', out];
}

const pathOnWindows = (word: string) => (word.startsWith('/') ? onWindows(word) : word);

function valuesOf(bedgraph: string): number[] {
  const lines = readFileSync(bedgraph, 'utf8').trim().split('\n');
  return lines
    .filter((line) => line.startsWith('chrT1\t'))
    .map((line) => Number(line.split('\t')[3]));
}
