import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBedFeatures } from '../../src-main/formats/bed/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function partsOf(...columns: readonly (string | number)[]) {
  const path = join(temporaryFolder(), 'a.bed');
  writeFileSync(path, ['c', 100, 200, 'x', 0, '+', ...columns].join('\t') + '\n');
  const [feature] = await readBedFeatures(path, () => true);
  return feature!.parts.map(({ start, end, coding }) => [start, end, coding]);
}

const blocks = [0, 2, '10,20,', '0,80,'] as const;

it.each([
  [
    'from within the first to within the last',
    105,
    190,
    [
      [100, 105, false],
      [105, 110, true],
      [180, 190, true],
      [190, 200, false],
    ],
  ],
  [
    'of nothing',
    100,
    100,
    [
      [100, 110, false],
      [180, 200, false],
    ],
  ],
  [
    'not told',
    '.',
    '.',
    [
      [100, 110, false],
      [180, 200, false],
    ],
  ],
])('blocks are parted where they are thick: %s', async (_, from, to, parts) => {
  expect(await partsOf(from, to, ...blocks)).toEqual(parts);
});

it('a feature without blocks has no parts, and blocks that do not match their number are named', async () => {
  expect(await partsOf()).toEqual([]);
  expect(await partsOf(100, 200, 0)).toEqual([]);
  await expect(partsOf(100, 200, 0, 3, '10,20', '0,80')).rejects.toMatchObject({
    code: 'bed-format',
    line: 1,
    found: '3 10,20 0,80',
  });
});

it('have the colour that their line says', async () => {
  const path = join(temporaryFolder(), 'a.bed');
  const colors = ['255,0,0', '0', '.', '256,0,0', '0,114,178'];
  const lines = colors.map((color) => ['c', 100, 200, 'x', 0, '+', 100, 200, color].join('\t'));
  writeFileSync(path, `${lines.join('\n')}\nc\t5\t9\n`);
  const found = await readBedFeatures(path, () => true);
  expect(found.map(({ color }) => color)).toEqual([
    ...['rgb(255,0,0)', undefined, undefined, undefined, 'rgb(0,114,178)', undefined],
  ]);
});
