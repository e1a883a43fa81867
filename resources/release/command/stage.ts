/** Lays out the npm package of the command in a folder, from what `npm run build` made. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { stageNative, type NativePlatform } from './stage-native.ts';

export const root = join(import.meta.dirname, '../../..');

export interface StageRequest {
  /** Where it is laid out; emptied first. */
  readonly folder: string;
  /** Carries the packages with native code for this platform; else npm fetches them for its own. */
  readonly platform?: NativePlatform | undefined;
}

/** What the generated package.json takes over from that of the checkout. */
interface Source {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly author: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const nativePackages = ['better-sqlite3', 'onnxruntime-node'] as const;

/** How deep below a folder files are looked for. */
const [right, inFolders, anywhere] = [0, 1, Infinity];

/**
 * All files that ship, by their paths below a folder of the checkout, with `/`. No folder is looked into for
 * nothing: where the kernel is built, they come and go.
 */
const shipped: readonly (readonly [folder: string, levels: number, files: RegExp])[] = [
  ['.', right, /^(LICENSE|NOTICE\.md|THIRD-PARTY\.md)$/],
  ['out/command', anywhere, /\.(js|wasm)$/],
  ['out/renderer', inFolders, /^(index\.html|assets\/[^/]+\.(js|css))$/],
  ['native-models', inFolders, /^[\w-]+\/(config|manifest)\.json$/],
  ['native-models', inFolders, /^[\w-]+\/(model|expected)\.safetensors$/],
  ['native-models', inFolders, /^(caduceus|hawk)-[\w-]+\/README\.md$/],
  ['native-models/kernel/prebuilds', inFolders, /^[\w-]+\/kernel\.node$/],
  ['resources', right, /^errors\.json$/],
  ['resources', inFolders, /^(examples\/megabase_api\.(py|R)|guide\/[\w-]+\.md)$/],
  ['resources', anywhere, /^(fonts|tutorial|yeast|workflow)\//],
];

const program = 'out/command/megabase.js';

/** Throws where something has not been built. */
export function stageCommand({ folder, platform }: StageRequest): void {
  const kernels = platform === undefined ? 'native-models/kernel/prebuilds' : kernelOf(platform);
  for (const needed of [program, 'out/renderer/index.html', kernels]) {
    if (!existsSync(join(root, needed))) {
      throw new Error(
        `${needed} is not there: npm run build, npm run build:kernel -- --platform P`,
      );
    }
  }
  rmSync(folder, { recursive: true, force: true });
  for (const path of shippedPaths()) {
    const isOther = /\/kernel\.node$/.test(path) && platform && path !== kernelOf(platform);
    if (!isOther) copyInto(folder, path);
  }
  copyFileSync(join(import.meta.dirname, 'package-readme.md'), join(folder, 'README.md'));
  chmodSync(join(folder, program), 0o755);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(platform), null, 2)}\n`);
  if (platform) stageNative(join(root, 'node_modules'), join(folder, 'node_modules'), platform);
}

function shippedPaths(): string[] {
  return shipped.flatMap(([folder, levels, files]) =>
    filesIn(join(root, folder), levels)
      .filter((name) => files.test(name))
      .map((name) => posix.join(folder, name)),
  );
}

/** Files in a folder and so many levels of folders in it; none where it is not there. */
function filesIn(folder: string, levels: number): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    if (levels === 0 || !entry.isDirectory()) return [];
    const below = filesIn(join(folder, entry.name), levels - 1);
    return below.map((name) => `${entry.name}/${name}`);
  });
}

function copyInto(folder: string, path: string): void {
  const to = join(folder, path);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(root, path), to);
}

function kernelOf(platform: NativePlatform): string {
  return `native-models/kernel/prebuilds/${platform}/kernel.node`;
}

/** No scripts and nothing of development. */
function manifest(platform: NativePlatform | undefined): object {
  const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Source;
  const { name, version, description, license, author, dependencies } = source;
  const [os, cpu] = platform?.split('-') ?? [];
  return {
    ...{ name, version, description, license, author },
    keywords: ['genomics', 'DNA', 'bioinformatics', 'Caduceus', 'Hawk', 'variants', 'ONNX'],
    type: 'module',
    // What the module of SQLite needs: Node-API 10.
    engines: { node: '^22.14 || >=23.6' },
    bin: { megabase: program },
    dependencies: Object.fromEntries(nativePackages.map((one) => [one, dependencies[one]])),
    ...(platform && { os: [os], cpu: [cpu], bundleDependencies: nativePackages }),
  };
}
