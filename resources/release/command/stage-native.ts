/** The packages with native code, as far as one platform needs them and without their install scripts. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const nativePlatforms = ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-arm64'] as const;

export type NativePlatform = (typeof nativePlatforms)[number];

/** Of each package, besides package.json: what runs, and its licence. */
function neededFiles(platform: NativePlatform): Readonly<Record<string, RegExp>> {
  const [system, arch] = platform.split('-');
  return {
    'better-sqlite3': new RegExp(`^(LICENSE|lib/.*\\.js|prebuilds/${platform}\\.node)$`),
    // Of the library, which is there for macOS under two names, the one that its binding asks for.
    'onnxruntime-node': new RegExp(
      `^(dist/.*\\.js|bin/napi-v6/${system}/${arch}/(?!libonnxruntime\\.\\d+\\.\\d).*)$`,
    ),
    'onnxruntime-common': /^dist\/cjs\/(.*\.js|package\.json)$/,
  };
}

/** Copies them from a folder `node_modules` into another. */
export function stageNative(from: string, into: string, platform: NativePlatform): void {
  for (const [name, files] of Object.entries(neededFiles(platform))) {
    const source = join(from, name);
    mkdirSync(join(into, name), { recursive: true });
    writeFileSync(join(into, name, 'package.json'), plainManifest(source, name));
    const found = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((path) =>
      path.replaceAll('\\', '/'),
    );
    for (const path of found.filter((one) => files.test(one))) {
      cpSync(join(source, path), join(into, name, path), { recursive: true });
    }
  }
}

/** Without scripts, and of dependencies only the one that is needed once they have run. */
function plainManifest(source: string, name: string): string {
  const text = readFileSync(join(source, 'package.json'), 'utf8');
  const {
    scripts: _,
    devDependencies: _dev,
    dependencies,
    ...rest
  } = JSON.parse(text) as {
    readonly scripts?: object;
    readonly devDependencies?: object;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  const common = name === 'onnxruntime-node' ? dependencies?.['onnxruntime-common'] : undefined;
  const kept = common === undefined ? {} : { dependencies: { 'onnxruntime-common': common } };
  return `${JSON.stringify({ ...rest, ...kept }, null, 2)}\n`;
}
