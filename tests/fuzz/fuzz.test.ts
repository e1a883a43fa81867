import { expect, it } from 'vitest';
import { formats, layOut } from './formats.ts';
import { fuzz, tableOf } from './fuzz.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it.each(formats.map((format) => [format.name, format] as const))(
  'the example of %s is read',
  async (_, format) => {
    const folder = temporaryFolder();
    layOut(format, folder);
    expect((await format.read(folder)).length).toBeGreaterThan(20);
  },
);

// `npm run fuzz -- --inputs 10000` tries more.
it('damaged inputs of every format are read or refused', async () => {
  const outcomes = await fuzz({ seed: 20, count: 4 * formats.length, workers: 1 });
  expect(outcomes.filter(({ kind }) => kind === 'failed')).toEqual([]);
  expect(outcomes.filter(({ kind }) => kind === 'refused').length).toBeGreaterThan(formats.length);
  expect(tableOf(outcomes)).toMatch(new RegExp(`^all +${4 * formats.length} `, 'm'));
});
