/** Packs the desktop application by electron-builder. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Arch, build, Platform as System, type Configuration } from 'electron-builder';
import { partsOf, type Platform } from './platforms.ts';
import { addVisualC } from './visual-c.ts';

export const root = join(import.meta.dirname, '../..');

const require = createRequire(import.meta.url);

/** electron-builder's own reading of its file. */
const builder = createRequire(require.resolve('electron-builder/package.json'))(
  'app-builder-lib/out/util/config/config',
) as { getConfig(folder: string, file: string, options: object): Promise<Configuration> };

export interface PackRequest {
  readonly platform: Platform;
  /** Where it writes, absolute. */
  readonly output: string;
  /** A folder of `makeStandIn`; else Electron's own binary, which is fetched where it is not there. */
  readonly standIn?: string;
  /** Where the application may read of newer versions, when a person asks it to. */
  readonly versionFile?: string | undefined;
  /** As electron-builder names them; none: the unpacked application alone. */
  readonly targets?: readonly string[];
}

/** The unpacked application that electron-builder leaves in its output folder, and its resources. */
export interface Packed {
  readonly folder: string;
  readonly resources: string;
  /** What electron-builder wrote beside it. */
  readonly artifacts: readonly string[];
}

export async function pack(request: PackRequest): Promise<Packed> {
  const { platform, output, standIn, versionFile, targets = ['dir'] } = request;
  const { system, arch } = partsOf(platform);
  const artifacts = await build({
    projectDir: root,
    // What is laid over electron-builder.yml.
    config: {
      ...(standIn === undefined ? await releaseConfig() : standInConfig(standIn)),
      directories: { output },
      extraMetadata: versionFile ? { megabase: { versionFile } } : {},
      afterPack: ({ appOutDir }) => {
        // Elsewhere than on Windows there is none to be had.
        if (system === 'win32' && process.platform === 'win32') addVisualC(appOutDir);
      },
    },
    targets: systems[system].createTarget([...targets], Arch[arch]),
    publish: 'never',
  });
  const folder = join(output, unpackedName(platform));
  const resources = system === 'darwin' ? 'Megabase.app/Contents/Resources' : 'resources';
  return { folder, resources: join(folder, resources), artifacts };
}

const systems = { linux: System.LINUX, win32: System.WINDOWS, darwin: System.MAC };

/** What electron-builder.release.yml adds. Without a certificate a Mac's application is signed ad hoc. */
async function releaseConfig(): Promise<Configuration> {
  const { electronFuses = null } = await builder.getConfig(
    root,
    'electron-builder.release.yml',
    {},
  );
  const { CSC_LINK, CSC_NAME } = process.env;
  if (CSC_LINK || CSC_NAME) return { electronFuses };
  return { electronFuses, mac: { identity: '-', hardenedRuntime: false } };
}

/** A stand-in has no executable that could be edited or signed. */
function standInConfig(standIn: string): Configuration {
  return {
    electronDist: standIn,
    disableAsarIntegrity: true,
    win: { signAndEditExecutable: false },
    mac: { identity: null },
  };
}

function unpackedName(platform: Platform): string {
  const names: Record<Platform, string> = {
    'linux-x64': 'linux-unpacked',
    'linux-arm64': 'linux-arm64-unpacked',
    'win32-x64': 'win-unpacked',
    'darwin-arm64': 'mac-arm64',
  };
  return names[platform];
}
