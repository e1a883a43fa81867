import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isUpToDate } from '../../resources/release/native-module.ts';
import { visualCLibraries } from '../../resources/release/visual-c.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Config {
  readonly appId: string;
  readonly npmRebuild: boolean;
  readonly electronFuses?: Readonly<Record<string, boolean>>;
  readonly fileAssociations: readonly Readonly<Record<string, string>>[];
  readonly mac: { readonly extendInfo: { readonly UTExportedTypeDeclarations: readonly object[] } };
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

it('a release can neither be run as Node nor be given other code', async () => {
  const { electronFuses, npmRebuild } = await builder.getConfig(
    root,
    'electron-builder.release.yml',
    {},
  );
  expect(npmRebuild).toBe(false);
  expect(electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
  });
});

it('a project is one type of file by name, MIME type and UTI on every system', async () => {
  const { appId, fileAssociations, mac } = await builder.getConfig(
    root,
    'electron-builder.yml',
    {},
  );
  const [ext, mimeType] = ['megabase', 'application/vnd.megabase.project+json'];
  expect(fileAssociations).toMatchObject([{ ext, mimeType, role: 'Editor' }]);
  expect(mac.extendInfo.UTExportedTypeDeclarations).toMatchObject([
    {
      UTTypeIdentifier: 'org.megabase.project',
      UTTypeTagSpecification: {
        'public.filename-extension': [ext],
        'public.mime-type': [mimeType],
      },
    },
  ]);
  const linux = join(root, 'resources/release/linux');
  const read = (ending: string) => readFileSync(join(linux, `${appId}.${ending}`), 'utf8');
  expect(read('desktop')).toContain(`\nMimeType=${mimeType};\n`);
  expect(read('xml')).toContain(`<mime-type type="${mimeType}">`);
  expect(read('xml')).toContain(`<glob pattern="*.${ext}"/>`);
});

it("a release for Windows brings what ONNX Runtime's libraries need of Visual C++", () => {
  const folder = join(root, 'node_modules/onnxruntime-node/bin/napi-v6/win32/x64');
  const needed = readdirSync(folder).flatMap((name) => {
    const library = readFileSync(join(folder, name), 'latin1');
    return library.match(/\b(msvcp|vcruntime|concrt|vcomp)\d+\w*\.dll/gi) ?? [];
  });
  const names = new Set(needed.map((name) => name.toLowerCase()));
  expect([...names].sort()).toEqual([...visualCLibraries]);
});

it('a native module is old where a source or its recipe was changed since it was built', () => {
  const folder = temporaryFolder();
  const source = join(folder, 'src/platform/a.cpp');
  mkdirSync(join(folder, 'src/platform'), { recursive: true });
  const recipes = ['build.mjs', 'compile.mjs', 'targets.mjs'].map((name) => join(folder, name));
  const made = [source, ...recipes, join(folder, 'src/platform'), join(folder, 'src')];
  for (const path of [source, ...recipes]) writeFileSync(path, '');
  for (const path of made) utimesSync(path, 100, 100);
  const module = join(folder, 'kernel.node');
  expect(isUpToDate(module, folder)).toBe(false);
  writeFileSync(module, '');
  utimesSync(module, 200, 200);
  expect(isUpToDate(module, folder)).toBe(true);
  for (const path of [source, ...recipes]) {
    utimesSync(path, 300, 300);
    expect(isUpToDate(module, folder), path).toBe(false);
    utimesSync(path, 100, 100);
  }
});
