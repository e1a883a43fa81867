import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf } from './support/circles.ts';
import { doorNames, layerFaults, loadingChains, mutualImports } from './support/layers.ts';
import { root } from './support/paths.ts';
import { findImports, readImports, type Import } from './support/read-imports.ts';
import { doorOf, rendererFaults, rendererFolders } from './support/renderer-folders.ts';

const imports = [...readImports('src-main'), ...readImports('src-renderer')];

it('each layer imports only what stands to its left, and each folder is entered by its door', () => {
  expect(layerFaults(imports)).toEqual([]);
});

it('no two folders import each other', () => {
  expect(mutualImports(imports)).toEqual([]);
});

it('no files import each other in a circle, for types either', () => {
  expect(circlesOf(imports)).toEqual([]);
});

it('each door exports the names that are pinned', async () => {
  await expect(doorNames('src-main')).toMatchFileSnapshot('doors.txt');
});

it('the tables of CONTRIBUTING.md name every folder', () => {
  const tables = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const folders = new Set(
    ['src-main', 'src-renderer'].flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
    ),
  );
  expect([...folders].filter((name) => !new RegExp(`[\`/]${name}/\``).test(tables))).toEqual([]);
});

it('only model and engine know whether a model carries a state or is read in tiles', () => {
  const asks =
    /\b(isGraph|expectNetwork|openNetwork|refuseTiled|GraphPackage|NetworkPackage|tiling)\b/;
  const files = readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' });
  const asking = files.filter((name) => {
    return name.endsWith('.ts') && asks.test(readFileSync(join(root, 'src-main', name), 'utf8'));
  });
  const folders = new Set(asking.map((name) => name.split(sep)[0]));
  expect([...folders].sort()).toEqual(['engine', 'model']);
  // Of the engine's, one file asks.
  const choosing = asking.filter((name) =>
    /\bisGraph\(/.test(readFileSync(join(root, 'src-main', name), 'utf8')),
  );
  expect(choosing.filter((name) => name.startsWith('engine'))).toEqual([
    join('engine', 'process', 'open-model.ts'),
  ]);
});

it('only the compute process loads ONNX Runtime', () => {
  const starts = ['cli', 'workbench', 'analysis', 'library', 'electron', 'transport'].map(
    (layer) => `src-main/${layer}`,
  );
  expect(loadingChains(imports, starts, 'onnxruntime-node')).toEqual([]);
  // The same search does find it where it is meant to be.
  const compute = loadingChains(imports, ['src-main/engine'], 'onnxruntime-node');
  expect(compute.map(([first]) => first)).toContain('src-main/engine/process/compute-process.ts');
  expect(compute.map(([first]) => first)).not.toContain('src-main/engine/index.ts');
});

describe('the folders of the window', () => {
  it('import one way, each by its index.ts', () => {
    expect(rendererFaults(imports)).toEqual([]);
  });

  it('stand in an order in which none uses what comes after it', () => {
    const order = Object.keys(rendererFolders);
    for (const [folder, uses] of Object.entries(rendererFolders)) {
      const later = uses.filter((used) => order.indexOf(used) >= order.indexOf(folder));
      expect(later, folder).toEqual([]);
    }
  });

  it('are all that the table names, and use all that it allows them', () => {
    const used = (folder: string) =>
      new Set(
        imports
          .filter(({ from, to }) => from.startsWith(`src-renderer/${folder}/`) && to !== from)
          .map(({ to }) => /^src-renderer\/([^/]+)\/index\.ts$/.exec(to)?.[1]),
      );
    for (const [folder, uses] of Object.entries(rendererFolders)) {
      expect(
        uses.filter((one) => !used(folder).has(one)),
        folder,
      ).toEqual([]);
    }
  });

  it('hand out the names that are listed, and no others', async () => {
    const doors = Object.keys(rendererFolders).map((folder) =>
      [folder, ...doorOf(folder).map((name) => `  ${name}`)].join('\n'),
    );
    await expect(`${doors.join('\n')}\n`).toMatchFileSnapshot('snapshots/renderer-folders.txt');
  });

  it.each([
    ['src-renderer/browser/igv-browser.ts', 'src-renderer/state/index.ts'],
    ['src-renderer/format/amounts.ts', 'src-renderer/browser/index.ts'],
    ['src-renderer/state/app-state.svelte.ts', 'src-renderer/format/amounts.ts'],
    ['src-renderer/state/app-state.svelte.ts', 'src-renderer/connect.ts'],
    ['src-renderer/stray/new.ts', 'src-renderer/format/index.ts'],
    ['src-renderer/App.svelte', 'src-renderer/shell/Rail.svelte'],
    ['src-renderer/state/app-state.svelte.ts', 'src-renderer/state/view/view-history.ts'],
    ['src-renderer/state/view/view-history.ts', 'src-renderer/state/project/marks.ts'],
  ])('refuse that %s imports %s', (from, to) => {
    expect(rendererFaults([{ from, to, typeOnly: true }])).toHaveLength(1);
  });

  it.each([
    ['src-renderer/App.svelte', 'src-renderer/shell/index.ts'],
    ['src-renderer/state/app-state.svelte.ts', 'src-renderer/format/index.ts'],
    ['src-renderer/format/amounts.ts', 'src-renderer/format/effect-text.ts'],
    ['src-renderer/state/view/view-history.ts', 'src-renderer/state/view/view-state.svelte.ts'],
    ['src-renderer/state/view/view-history.ts', 'src-renderer/state/notifications.svelte.ts'],
  ])('allow that %s imports %s', (from, to) => {
    expect(rendererFaults([{ from, to, typeOnly: false }])).toEqual([]);
  });
});

describe('the check itself', () => {
  it('reads the imports that there are', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports).toContainEqual({
      from: 'src-main/engine/provider/choose-provider.ts',
      to: 'src-main/model/probing/index.ts',
      typeOnly: false,
    });
  });

  it('sees every way to import a module', () => {
    const text = `
      import a, { type B } from 'static';
      import type { C } from 'types';
      import 'effect';
      export * from 'again';
      export type { D } from 'types-again';
      const e: import('type-in-place').E = await import('dynamic');
      require('old');
      new URL('./not-an-import.ts', import.meta.url);
    `;
    expect(findImports(text)).toEqual([
      { specifier: 'static', typeOnly: false },
      { specifier: 'types', typeOnly: true },
      { specifier: 'effect', typeOnly: false },
      { specifier: 'again', typeOnly: false },
      { specifier: 'types-again', typeOnly: true },
      { specifier: 'type-in-place', typeOnly: true },
      { specifier: 'dynamic', typeOnly: false },
      { specifier: 'old', typeOnly: false },
    ]);
  });

  it.each([
    ['src-main/contract/region.ts', 'src-main/formats/bed/index.ts'],
    ['src-main/contract/region.ts', 'node:fs'],
    ['src-main/formats/fasta/fasta.ts', 'src-main/sequence/index.ts'],
    ['src-main/formats/fasta/fasta.ts', 'src-main/formats/bgzip/bgzip-block.ts'],
    ['src-main/engine/tiled/run-tiles.ts', 'src-main/engine/recurrent/pass.ts'],
    ['src-main/cache/prediction-cache.ts', 'src-main/engine/index.ts'],
    ['src-main/model/weights.ts', 'src-main/engine/index.ts'],
    ['src-main/engine/pass.ts', 'src-main/model/weights.ts'],
    ['src-main/analysis/predict/predict.ts', 'src-main/model/session/index.ts'],
    ['src-main/analysis/predict/predict.ts', 'src-main/workbench/index.ts'],
    ['src-main/analysis/predict/predict.ts', 'onnxruntime-node'],
    ['src-main/workbench/jobs/job-queue.ts', 'electron'],
    ['src-main/transport/server.ts', 'src-main/workbench/index.ts'],
    ['src-main/cli/main.ts', 'src-main/engine/index.ts'],
    ['src-main/cli/main.ts', 'tests/support/paths.ts'],
    ['src-main/stray.ts', 'src-main/contract/index.ts'],
    ['src-renderer/app.svelte', 'src-main/workbench/index.ts'],
    ['src-renderer/app.svelte', 'node:path'],
  ])('refuses that %s imports %s', (from, to) => {
    expect(layerFaults([{ from, to, typeOnly: false }])).toHaveLength(1);
  });

  it.each([
    ['src-main/engine/pass.ts', 'src-main/model/session/index.ts'],
    ['src-main/analysis/predict/predict.ts', 'src-main/engine/index.ts'],
    ['src-main/formats/fasta/fasta.ts', 'src-main/formats/bgzip/index.ts'],
    ['src-main/cli/main.ts', 'commander'],
    ['src-renderer/app.svelte', 'src-main/contract/index.ts'],
    ['src-renderer/app.svelte', 'src-renderer/view.svelte.ts'],
  ])('allows that %s imports %s', (from, to) => {
    expect(layerFaults([{ from, to, typeOnly: false }])).toEqual([]);
  });

  it('sees two folders that import each other, however deep the files lie', () => {
    const mutual = mutualImports([
      { from: 'src-main/a/x/one.ts', to: 'src-main/b/index.ts', typeOnly: true },
      { from: 'src-main/b/y/two.ts', to: 'src-main/a/x/three.ts', typeOnly: false },
      { from: 'src-main/b/y/two.ts', to: 'src-main/b/four.ts', typeOnly: false },
      { from: 'src-main/b/four.ts', to: 'src-main/b/y/index.ts', typeOnly: false },
    ]);
    expect(mutual).toEqual(['src-main/a and src-main/b']);
  });

  it('sees files that import each other, by way of others too', () => {
    const imports = ['a b', 'b c', 'c a', 'c d', 'd e', 'x x'].map((pair): Import => {
      const [from, to] = pair.split(' ') as [string, string];
      return { from, to, typeOnly: true };
    });
    expect(circlesOf(imports)).toEqual([['a', 'b', 'c'], ['x']]);
  });

  it('follows a chain of imports, but not over one of types alone', () => {
    const chain = (typeOnly: boolean): Import[] => [
      { from: 'src-main/cli/main.ts', to: 'src-main/workbench/index.ts', typeOnly: false },
      { from: 'src-main/workbench/index.ts', to: 'src-main/model/session/index.ts', typeOnly },
      { from: 'src-main/model/session/index.ts', to: 'onnxruntime-node', typeOnly: false },
    ];
    const find = (typeOnly: boolean) =>
      loadingChains(chain(typeOnly), ['src-main/cli'], 'onnxruntime-node');
    expect(find(false)).toEqual([
      [
        'src-main/cli/main.ts',
        'src-main/workbench/index.ts',
        'src-main/model/session/index.ts',
        'onnxruntime-node',
      ],
    ]);
    expect(find(true)).toEqual([]);
  });
});
