import { expect, it } from 'vitest';
import { ProjectActions } from '../../src-renderer/state/project/project-actions.ts';

it('what cannot be begun in advance is no fault yet, however it fails', async () => {
  const actions = new ProjectActions({ workbench: {}, project: () => ({ id: 'p' }) } as never);
  const missing = new Error("The tutorial's sample.vcf.gz is missing.");
  const ways = [
    () => Promise.reject(missing),
    () => {
      throw missing;
    },
  ];
  for (const ask of ways) expect(await actions.prepare(ask)).toBeUndefined();
});
