/**
 * `npm run pack:command -- [--platform P] [--out DIR]`: the npm package of the command. Without a platform npm
 * fetches onnxruntime-node and better-sqlite3 where it is installed, and it carries all kernels that are built;
 * with one it carries both packages and needs no network.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, stageCommand } from './stage.ts';
import { nativePlatforms, type NativePlatform } from './stage-native.ts';

export interface PackedCommand {
  /** The `.tgz`, absolute. */
  readonly path: string;
  /** Its files, sorted. */
  readonly files: readonly string[];
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

export function packCommand(output: string, platform?: NativePlatform): PackedCommand {
  const scratch = mkdtempSync(join(tmpdir(), 'megabase-package-'));
  const folder = join(scratch, 'package');
  try {
    stageCommand({ folder, platform });
    // npm as it came with the Node that runs this, or as the PATH has it.
    const [command, ...leading] = npm();
    const args = [...leading, 'pack', '--json', '--ignore-scripts', '--pack-destination', scratch];
    const text = execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
    const [packed] = JSON.parse(text) as [
      { filename: string; size: number; unpackedSize: number; files: { path: string }[] },
    ];
    const { filename, size, unpackedSize, files } = packed;
    const name = platform ? filename.replace(/\.tgz$/, `-${platform}.tgz`) : filename;
    const path = join(output, name);
    mkdirSync(output, { recursive: true });
    copyFileSync(join(scratch, filename), path);
    return {
      path,
      files: files.map(({ path }) => path).sort(),
      ...{ packedBytes: size, unpackedBytes: unpackedSize },
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function npm(): readonly [string, ...string[]] {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

function main(): void {
  const { values } = parseArgs({
    options: { platform: { type: 'string' }, out: { type: 'string', default: join(root, 'dist') } },
  });
  const platform = nativePlatforms.find((one) => one === values.platform);
  if (values.platform !== undefined && platform === undefined) {
    throw new Error(`${values.platform} is none of ${nativePlatforms.join(', ')}.`);
  }
  const { path, packedBytes, unpackedBytes } = packCommand(resolve(values.out), platform);
  const [packed, unpacked] = [packedBytes, unpackedBytes].map((one) => (one / 1e6).toFixed(1));
  process.stdout.write(`${path}: ${packed} MB, unpacked ${unpacked} MB\n`);
}

if (import.meta.main) main();
