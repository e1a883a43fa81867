/** What Megabase is packed for: systems and processors as Node names them. */
export const platforms = ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-arm64'] as const;

export type Platform = (typeof platforms)[number];

export interface PlatformParts {
  readonly system: 'linux' | 'win32' | 'darwin';
  readonly arch: 'x64' | 'arm64';
}

export function partsOf(platform: Platform): PlatformParts {
  const [system, arch] = platform.split('-');
  return { system, arch } as PlatformParts;
}

export function isPlatform(name: string | undefined): name is Platform {
  return platforms.some((platform) => platform === name);
}

/** The machine's own; a name that is not among `platforms` where nothing is packed for it. */
export const hostPlatform = `${process.platform}-${process.arch}`;
