/**
 * `npm run pack:deb -- [--platform linux-arm64] [--out DIR]`: the command as a package of Debian and what is
 * made of it. It carries its own Node, for Debian's stable release has none that is new enough.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { manPage } from './man-page.ts';
import { root, stageCommand } from './stage.ts';

const architectures = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' } as const;

type DebPlatform = keyof typeof architectures;

/** What Node, ONNX Runtime and SQLite ask for: Debian 12, Ubuntu 22.04 and newer have it. */
const needs = ['libc6 (>= 2.34)', 'libstdc++6 (>= 11)', 'libgcc-s1'];

/** Where the npm packages of Node for Linux lie here: that of `node`, and those for trying kernels. */
const nodeFolders = ['node_modules/node/node_modules', 'native-models/kernel/cross/node_modules'];

export interface DebRequest {
  readonly platform: DebPlatform;
  /** Folder it is written to, absolute. */
  readonly output: string;
  /** Tests have no time for it. */
  readonly compress?: boolean;
}

/** Writes the package; its path. */
export function packDeb({ platform, output, compress = true }: DebRequest): string {
  const tree = mkdtempSync(join(tmpdir(), 'megabase-deb-'));
  try {
    chmodSync(tree, 0o755);
    const { version, size } = layOut(tree, platform);
    const name = `megabase_${version}_${architectures[platform]}.deb`;
    writeControl(tree, platform, version, size);
    mkdirSync(output, { recursive: true });
    const how = ['--root-owner-group', compress ? '-Zxz' : '-Znone', '--build'];
    execFileSync('dpkg-deb', [...how, tree, join(output, name)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return join(output, name);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function layOut(tree: string, platform: DebPlatform): { version: string; size: number } {
  const program = join(tree, 'usr/lib/megabase');
  const documents = join(tree, 'usr/share/doc/megabase');
  stageCommand({ folder: program, platform });
  const { version } = JSON.parse(readFileSync(join(program, 'package.json'), 'utf8')) as {
    version: string;
  };
  const node = nodeOf(platform);
  put(join(program, 'node'), readFileSync(join(node, 'bin/node')), 0o755);
  put(join(tree, 'usr/bin/megabase'), starter, 0o755);
  put(join(documents, 'copyright'), copyright());
  put(join(documents, 'LICENSE.node.gz'), gzipSync(readFileSync(join(node, 'LICENSE'))));
  for (const name of ['NOTICE.md', 'THIRD-PARTY.md', 'README.md']) {
    if (!existsSync(join(program, name))) continue;
    renameSync(join(program, name), join(documents, name));
  }
  put(
    join(tree, 'usr/share/man/man1/megabase.1.gz'),
    gzipSync(manPage(program, version), { level: 9 }),
  );
  const size = filesOf(tree).reduce((sum, path) => sum + statSync(path).size, 0);
  return { version, size };
}

/** The package is one of npm's for Node, with its licence beside it. */
function nodeOf(platform: DebPlatform): string {
  const found = nodeFolders
    .map((folder) => join(root, folder, `node-${platform}`))
    .find((folder) => existsSync(join(folder, 'bin/node')));
  if (found) return found;
  throw new Error(`There is no Node for ${platform}: npm ci --prefix native-models/kernel/cross`);
}

const starter = `#!/bin/sh
exec /usr/lib/megabase/node /usr/lib/megabase/out/command/megabase.js "$@"
`;

function copyright(): string {
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8').trimEnd().split('\n');
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: Megabase',
    'Comment: Data and models of other origin are in NOTICE.md, software of others in',
    ' THIRD-PARTY.md, Node.js in LICENSE.node.gz, all in this folder.',
    '',
    'Files: *',
    'Copyright: The Megabase authors',
    'License: Expat',
    ...licence.map((line) => (line === '' ? ' .' : ` ${line}`)),
    '',
  ].join('\n');
}

function writeControl(tree: string, platform: DebPlatform, version: string, size: number): void {
  const control = [
    'Package: megabase',
    `Version: ${version}`,
    `Architecture: ${architectures[platform]}`,
    'Section: science',
    'Priority: optional',
    'Maintainer: The Megabase founders',
    `Installed-Size: ${Math.ceil(size / 1024)}`,
    `Depends: ${needs.join(', ')}`,
    // Which brings the command, too.
    'Conflicts: megabase-desktop',
    'Description: state-space DNA models on your own genome, in a terminal or a browser',
    ' Reads a megabase and more of a genome through Caduceus, Hawk and ONNX models,',
    ' exactly, on this machine: tracks, variants, distal effects. The workbench opens in',
    ' a browser by "megabase serve".',
    '',
  ].join('\n');
  const sums = filesOf(tree).map(
    (path) => `${md5(path)}  ${relative(tree, path).replaceAll('\\', '/')}`,
  );
  put(join(tree, 'DEBIAN/control'), control);
  put(join(tree, 'DEBIAN/md5sums'), `${sums.join('\n')}\n`);
}

const md5 = (path: string) => createHash('md5').update(readFileSync(path)).digest('hex');

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function put(path: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

function main(): void {
  const { values } = parseArgs({
    options: {
      platform: { type: 'string', default: `linux-${process.arch}` },
      out: { type: 'string', default: join(root, 'dist') },
    },
  });
  const platforms = Object.keys(architectures) as DebPlatform[];
  const platform = platforms.find((one) => one === values.platform);
  if (platform === undefined) throw new Error(`--platform: one of ${platforms.join(', ')}`);
  const path = packDeb({ platform, output: resolve(values.out) });
  process.stdout.write(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB\n`);
}

if (import.meta.main) main();
