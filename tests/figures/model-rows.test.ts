import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chromiumPath } from '../support/chromium.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { notesOf } from './figure-files.ts';
import { projectOfRows } from './project-of-rows.ts';
import { expectClearTexts } from './text-boxes.ts';

it.skipIf(chromiumPath === undefined)(
  'rows of a model, its maps and its effects are drawn, with all their labels clear of each other',
  async () => {
    const { bench, project } = await projectOfRows();
    for (const [width, fontSize, region] of [
      [180, 7, 'chr1:481-530'],
      [85, 8, 'chr1:481-530'],
      [120, 7, 'chr1:301-900'],
    ] as const) {
      const look = { width, fontSize, legend: true };
      const { svg, notes } = await bench.figure({ project, region, ...look });
      expect(notes).toEqual([]);
      const text = (await expectClearTexts(svg, true)).join(' ');
      await expectClearTexts(svg, false);
      for (const name of ['context effect', 'Mutagenesis:', 'Dependencies', 'Effects on'])
        expect(text).toContain(name);
      // Each has ink in its own part.
      const rows = [...svg.matchAll(/<g id="data-\d+">([\s\S]*?)(?=<g id=|$)/g)];
      expect(rows.length).toBeGreaterThanOrEqual(7);
      for (const [, drawn = ''] of rows) expect(drawn).toMatch(/<(path|text) /);
      // Cells of both signs, and those of the triangle.
      for (const color of ['#1f6fb5', '#c75b00', '#6b2d8c']) expect(svg).toContain(`"${color}"`);
    }
  },
);

it('the command in a figure makes it again, whatever its words, and what it leaves out is said', async () => {
  const { bench, project, folder } = await projectOfRows();
  const { path: file } = (await bench.recentProjects())[0]!;
  const { baseMaps, maps } = (await bench.addFiles({ project, paths: [] })).project;
  const rows = [`bases:${baseMaps[0]!.id}`, 'model:random-hawk:track-1', `map:${maps[0]!.id}`];
  const look = { width: 120, fontSize: 8, legend: false, title: "5' of $HOME, `a`" };
  const path = join(folder, 'first.svg');
  const asked = {
    project,
    region: 'chr1:481-530',
    rows,
    path,
    ...look,
    format: 'svg',
    dpi: 300,
  } as const;
  await bench.exportFigure(asked);
  const first = readFileSync(path, 'utf8');
  const { command = '', ...others } = notesOf(first);
  expect(others).not.toHaveProperty('not in the command');
  const words = execFileSync('/bin/sh', ['-c', `for word in ${command}; do echo "$word"; done`], {
    encoding: 'utf8',
  });
  const [program, ...args] = words.trim().split('\n');
  expect(program).toBe('megabase');
  const again = args.map((one) =>
    one === 'first.svg' ? join(folder, 'again.svg') : file.endsWith(`/${one}`) ? file : one,
  );
  await bench.close();
  expectSuccess(await megabase([...again, '--cache', bench.locations.cache], { home: folder }));
  const drawn = (svg: string) => svg.slice(svg.indexOf('</metadata>'));
  expect(drawn(readFileSync(join(folder, 'again.svg'), 'utf8'))).toBe(drawn(first));
});

it('a figure names the model of a map of bases, where nothing else of it is drawn', async () => {
  const { bench, project } = await projectOfRows();
  const { baseMaps } = (await bench.addFiles({ project, paths: [] })).project;
  const look = { width: 120, fontSize: 7, legend: true };
  const rows = [`bases:${baseMaps[0]!.id}`];
  const { svg } = await bench.figure({ project, region: 'chr1:481-530', rows, ...look });
  const { hash } = baseMaps[0]!.model;
  expect(notesOf(svg)['model']).toMatch(new RegExp(`\\(random-hawk\\), SHA-256 ${hash}$`));
});

it('a figure says what no option of its command asks for', async () => {
  const { bench, project } = await projectOfRows();
  const { maps } = (await bench.addFiles({ project, paths: [] })).project;
  const look = { width: 120, fontSize: 7, legend: true };
  const { svg } = await bench.figure({
    ...{ project, region: 'chr1', ...look },
    thresholds: { [maps[0]!.id]: 0.012 },
  });
  expect(notesOf(svg)['not in the command']).toBe('arcs from an effect of 0.012 on');
});
