import { expect, it } from 'vitest';
import { judgeSkips } from './support/judge-skips.ts';

const pins = [{ tests: /in Electron/, most: 2, reason: 'no Electron' }];
const tools = [
  { tests: /samtools/, reason: 'no samtools', isThere: () => false },
  { tests: /Chromium/, reason: 'no Chromium', isThere: () => true },
];
const judge = (...names: string[]) => judgeSkips(names, { pins, tools });

it('tests that are pinned or lack a tool may be skipped, and the reason is said', () => {
  expect(judge('a.test.ts > in Electron > b', 'c.test.ts > against samtools > d')).toEqual({
    reasons: ['skipped 1: no Electron', 'skipped 1: no samtools'],
    faults: [],
  });
});

it('more than are pinned are a fault', () => {
  const { faults } = judge('in Electron 1', 'in Electron 2', 'in Electron 3');
  expect(faults).toEqual(['skipped 3, pinned are 2: no Electron']);
});

it('a test that is skipped though its tool is there, or for no known reason, is a fault', () => {
  expect(judge('in Chromium', 'one.test.ts > is left out').faults).toEqual([
    'skipped, though what it needs is there: in Chromium',
    'skipped, though what it needs is there: one.test.ts > is left out',
  ]);
});
