/**
 * `npm run release -- --platform P`: packs a release for a platform, checks what it holds, starts it and has
 * it predict the tutorial, then writes its checksums and its bill of materials into `dist/P`.
 *
 * The native module is built anew where its sources have changed since; `--prebuilt` takes the one that is
 * there as it is, where another machine has just built it. `--rehearse` packs round a stand-in for Electron, and only what this machine can make without a download.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelPath, largestMegabytes, listContents, listText, totalSize } from './contents.ts';
import { makeDeb, makeRpm, makeTarball } from './linux-packages.ts';
import { isUpToDate } from './native-module.ts';
import { pack, root } from './pack.ts';
import { hostPlatform, isPlatform, partsOf, platforms, type Platform } from './platforms.ts';
import { billOfMaterials } from './sbom.ts';
import { makeStandIn } from './stand-in.ts';
import { thirdPartyText } from './third-party.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);

interface Options {
  readonly rehearse: boolean;
  readonly prebuilt: boolean;
}

async function release(platform: Platform, { rehearse, prebuilt }: Options): Promise<void> {
  const { system, arch } = partsOf(platform);
  const output = join(root, 'dist', platform);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  checkDocuments(version);

  say(`Megabase ${version} for ${platform}${rehearse ? ', a rehearsal without Electron' : ''}`);
  run('npm', 'run', 'build');
  buildKernel(platform, prebuilt);

  rmSync(output, { recursive: true, force: true });
  const standIn = join(output, 'stand-in');
  if (rehearse) makeStandIn(standIn, platform);
  const { folder, resources, artifacts } = await pack({
    ...{ platform, output, versionFile: process.env['MEGABASE_VERSION_FILE'] },
    ...(rehearse ? { standIn } : { targets: targets[system] }),
  });
  checkContents(platform, resources);
  start(platform, resources, rehearse);

  const application = { application: folder, version, arch, output, compress: !rehearse };
  const packages =
    system === 'linux'
      ? [makeTarball(application), makeDeb(application), makeRpm(application)]
      : [];
  const bom = join(output, `megabase-${version}-${platform}.cdx.json`);
  writeFileSync(bom, `${JSON.stringify(billOfMaterials(root), null, 2)}\n`);
  const files = [...artifacts, ...packages, bom];
  writeFileSync(join(output, `SHA256SUMS-${platform}`), files.map(checksum).sort().join(''));
  say(`In ${output}:`);
  for (const name of readdirSync(output).sort()) say(`  ${name}`);
  if (rehearse) say(`Not made in a rehearsal: ${targets[system].join(', ')}`);
}

/** By electron-builder; of Linux distributions' packages see `linux-packages.ts`. */
const targets = { linux: ['AppImage'], win32: ['nsis', 'zip'], darwin: ['dmg', 'zip'] } as const;

/** The version has its date in the changelog, and the licences are those of what ships. */
function checkDocuments(version: string): void {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  if (!new RegExp(`^## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm').test(changelog)) {
    throw new Error(`CHANGELOG.md has no "## [${version}] - <date>".`);
  }
  if (readFileSync(join(root, 'THIRD-PARTY.md'), 'utf8') !== thirdPartyText()) {
    throw new Error('THIRD-PARTY.md is old: run node resources/release/third-party.ts.');
  }
}

/** An old module would pass all checks and be released with what was mended since left in it. */
function buildKernel(platform: Platform, prebuilt: boolean): void {
  const path = kernelPath(platform);
  const isThere = existsSync(join(root, path));
  if (prebuilt && !isThere) throw new Error(`There is no ${path}.`);
  if (prebuilt || isUpToDate(join(root, path), join(root, 'native-models/kernel'))) return;
  try {
    run('npm', 'run', 'build:kernel', '--', '--platform', platform);
  } catch (cause) {
    const why = isThere ? 'is older than its sources, and' : 'is missing, and';
    const advice = `Build it on a machine with its compiler, and take it as it is with --prebuilt.`;
    throw new Error(`${path} ${why} cannot be built here. ${advice}`, { cause });
  }
}

function checkContents(platform: Platform, resources: string): void {
  const files = listContents(resources);
  const pinned = readFileSync(join(import.meta.dirname, `contents/${platform}.txt`), 'utf8');
  const lines = (text: string) => text.trim().split('\n');
  const [found, expected] = [new Set(lines(listText(files))), new Set(lines(pinned))];
  const more = [...found].filter((path) => !expected.has(path)).map((path) => `+ ${path}`);
  const fewer = [...expected].filter((path) => !found.has(path)).map((path) => `- ${path}`);
  if (more.length + fewer.length > 0) {
    throw new Error(
      `The package does not hold what contents/${platform}.txt says:\n${[...more, ...fewer].join('\n')}`,
    );
  }
  const megabytes = totalSize(files) / 1e6;
  if (megabytes > largestMegabytes[platform]) {
    throw new Error(
      `The package takes ${megabytes.toFixed(1)} MB without Electron, at most ${largestMegabytes[platform]} are allowed.`,
    );
  }
  say(`It holds what is pinned, ${megabytes.toFixed(1)} MB without Electron.`);
}

/** Through the tests of packages, given this one; a stand-in for Electron cannot be started. */
function start(platform: Platform, resources: string, rehearse: boolean): void {
  if (platform !== hostPlatform) {
    say(`Not started: this machine is ${hostPlatform}.`);
    return;
  }
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', 'tests/package/package.test.ts', 'tests/package/electron.test.ts'],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        MEGABASE_PACKAGE: resources,
        ...(rehearse ? {} : { MEGABASE_MUST_START: '1' }),
      },
    },
  );
  if (status !== 0) throw new Error('The packed application failed its tests.');
}

/** As `sha256sum --check` reads it. */
function checksum(path: string): string {
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
  return `${hash}  ${path.slice(path.search(/[^/\\]+$/))}\n`;
}

function run(command: string, ...args: readonly string[]): void {
  // npm is a batch file on Windows.
  const shell = process.platform === 'win32';
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell });
}

const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: hostPlatform },
    rehearse: { type: 'boolean', default: false },
    prebuilt: { type: 'boolean', default: false },
  },
});
try {
  if (!isPlatform(values.platform)) {
    throw new Error(
      `There is no release for ${values.platform}; there are ${platforms.join(', ')}.`,
    );
  }
  await release(values.platform, values);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
