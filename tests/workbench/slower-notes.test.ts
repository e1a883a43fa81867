import { expect, it } from 'vitest';
import type { ScanReport } from '../../src-main/contract/index.ts';
import type { PassBegun } from '../../src-main/engine/index.ts';
import { followEvents } from '../../src-main/workbench/jobs/follow-analysis.ts';

it.each<{ scan: ScanReport; says: readonly string[] }>([
  { scan: { scan: 'kernel', detail: 'AVX2' }, says: [] },
  { scan: { scan: 'operators', detail: 'as asked' }, says: [] },
  {
    scan: { scan: 'kernel', detail: 'AVX2', withoutRunner: 'as asked' },
    says: ['This takes longer than it needs to: the native runner is not used (as asked).'],
  },
  {
    scan: { scan: 'operators', detail: 'no native kernel', withoutKernel: 'it is not built' },
    says: [
      'This takes much longer than it needs to: there is no native kernel here (it is not built).',
    ],
  },
  // The warning is told by itself.
  { scan: { scan: 'operators', detail: '', withoutKernel: 'wrong', warning: 'It is.' }, says: [] },
])('a job in the window says what it computes without: $says', ({ scan, says }) => {
  const notes: string[] = [];
  const follow = followEvents({ update: () => undefined, note: (note) => notes.push(note) });
  const begun = { provider: 'cpu', notes: [], scan } as unknown as PassBegun;
  follow({ kind: 'note', note: { kind: 'compute', begun } });
  expect(notes).toEqual(says);
});

it('a job in the window is the CPU’s once its GPU has failed', () => {
  const shown = { provider: 'webgpu', device: 'a card' };
  const follow = followEvents({
    update: (change) => void Object.assign(shown, change),
    note: () => undefined,
  });
  follow({ kind: 'note', note: { kind: 'text', text: 'Something else.' } });
  expect(shown).toEqual({ provider: 'webgpu', device: 'a card' });
  follow({ kind: 'note', note: { kind: 'text', text: 'It failed.', goesOn: 'cpu' } });
  expect(shown).toEqual({ provider: 'cpu', device: undefined });
});
