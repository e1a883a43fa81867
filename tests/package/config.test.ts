import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/paths.ts';

interface Config {
  readonly asarUnpack: readonly string[];
  readonly extraResources: readonly {
    readonly from?: string;
    readonly to?: string;
    readonly filter?: readonly string[];
  }[];
  readonly npmRebuild: boolean;
  readonly electronFuses?: Readonly<Record<string, boolean>>;
}

/** electron-builder's own reading of its file, and its own check, which need no network. */
const builder = createRequire(join(root, 'node_modules/electron-builder/package.json'))(
  'app-builder-lib/out/util/config/config',
) as {
  getConfig(folder: string, file: string, options: object): Promise<Config>;
  validateConfiguration(config: Config, logger: object): Promise<void>;
};

it.each(['electron-builder.yml', 'electron-builder.release.yml'])('%s is valid', async (file) => {
  const config = await builder.getConfig(root, file, {});
  await builder.validateConfiguration(config, { isEnabled: false, add: () => undefined });
  await expect(
    builder.validateConfiguration({ ...config, unknown: 1 } as Config, {
      isEnabled: false,
      add: () => undefined,
    }),
  ).rejects.toThrow(/unknown/);
});

it('a package holds what the program looks for, where it looks', async () => {
  const { asarUnpack, extraResources, npmRebuild } = await builder.getConfig(
    root,
    'electron-builder.yml',
    {},
  );
  expect(npmRebuild).toBe(false);
  for (const pattern of asarUnpack) {
    expect(existsSync(join(root, pattern.replace('/**', ''))), pattern).toBe(true);
  }
  const [models, resources, texts, kernel] = extraResources;
  expect([models, resources].map((one) => [one?.from, one?.to])).toEqual([
    ['native-models', 'native-models'],
    ['resources', 'resources'],
  ]);
  // Of the native modules only its own.
  expect(models?.filter).toContain('!kernel/**');
  const own = 'native-models/kernel/prebuilds/${platform}-${arch}';
  expect(kernel).toMatchObject({ from: own, to: own });
  // The licence, and those of what is shipped.
  expect(texts?.filter).toEqual(['LICENSE', 'NOTICE.md']);
});

it('a release can neither be run as Node nor be given other code', async () => {
  const { electronFuses, asarUnpack } = await builder.getConfig(
    root,
    'electron-builder.release.yml',
    {},
  );
  expect(electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
  });
  expect(asarUnpack).toHaveLength(2);
});
