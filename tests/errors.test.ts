import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  errorDetails,
  errorKinds,
  isMegabaseError,
  MegabaseError,
  type ErrorCode,
} from '../src-main/contract/index.ts';
import { errorAdvice, findLocations } from '../src-main/home/index.ts';
import { root } from './support/paths.ts';

const text = readFileSync(join(root, 'resources/errors.json'), 'utf8');
const catalogue = JSON.parse(text) as Record<string, unknown>;
const codes = Object.keys(errorKinds);

it('the catalogue has advice for every error code, and for no other', () => {
  expect(Object.keys(catalogue).sort()).toEqual(codes.toSorted());
});

it('no code stands twice in the catalogue', () => {
  // JSON.parse would keep the last one in silence.
  for (const code of codes) expect(text.split(`"${code}":`)).toHaveLength(2);
});

it.each(codes)(
  'the advice on %s is whole sentences, for the command line and for the window',
  (code) => {
    for (const place of ['command', 'window'] as const) {
      const advice = errorAdvice(code as ErrorCode, findLocations(), place);
      // A command or a name in backticks may open it; a command to be copied may end it.
      expect(advice).toMatch(/^[A-Z`]/);
      expect(advice).toMatch(/(\.|: \S.*)$/);
      expect(advice).not.toMatch(/ {2}|\n/);
    }
  },
);

it('no advice for the window speaks of options', () => {
  for (const code of codes) {
    const advice = errorAdvice(code as ErrorCode, findLocations(), 'window');
    expect(advice).not.toMatch(/\B--[a-z]/);
  }
});

it("the guide's table of exit codes names every error that is no input error, each once", () => {
  const guide = readFileSync(join(root, 'resources/guide/cluster.md'), 'utf8');
  const [, table = ''] = /^## Exit codes$([\s\S]*?)^## /m.exec(guide)!;
  const told = new Map<string, number>();
  for (const [, exit, names = ''] of table.matchAll(/^\| (\d+) +\|[^|]*\|([^|]*)\|$/gm)) {
    for (const [, name = ''] of names.matchAll(/`([\w-]+)`/g)) {
      expect(told.has(name), name).toBe(false);
      told.set(name, Number(exit));
    }
  }
  const expected = codes
    .map((code) => [code, new MegabaseError(code as ErrorCode, 'x').exitCode] as const)
    .filter(([, exit]) => exit !== 2)
    // The reader of a pipe has gone: told as SIGPIPE is.
    .map(([code, exit]) => [code, code === 'output-closed' ? 141 : exit] as const);
  expect([...told].sort()).toEqual(expected.sort());
});

it('an error carries where it is, what was found and what was expected', () => {
  const error = new MegabaseError('bed-format', 'b.bed, line 3: start "x" is no number.', {
    ...{ file: 'b.bed', line: 3, found: 'x', expected: 'a number' },
  });
  expect(errorDetails(error)).toEqual({
    ...{ file: 'b.bed', line: 3, found: 'x', expected: 'a number' },
  });
});

it('an error knows its exit code, and is known in another bundle by its code', () => {
  expect(new MegabaseError('usage', 'Wrong.').exitCode).toBe(2);
  expect(new MegabaseError('disk-full', 'Full.').exitCode).toBe(75);
  expect(new MegabaseError('cancelled', 'Stopped.').exitCode).toBe(130);
  expect(new MegabaseError('unexpected', 'A mistake.').exitCode).toBe(1);
  const foreign = Object.assign(new Error('Full.'), { code: 'disk-full' });
  expect(isMegabaseError(foreign)).toBe(true);
  expect(isMegabaseError(Object.assign(new Error('none'), { code: 'ENOENT' }))).toBe(false);
  expect(isMegabaseError({ code: 'disk-full' })).toBe(false);
});
