import { beforeAll, expect, it, vi } from 'vitest';
import type { ProviderReport, Workbench } from '../../src-main/contract/index.ts';

/** Without a component nothing waits for what changes: a state is its value. */
beforeAll(() => {
  vi.stubGlobal(
    '$state',
    Object.assign(<T>(value: T) => value, { raw: <T>(value: T) => value }),
  );
  return () => vi.unstubAllGlobals();
});

const cpu: ProviderReport = { provider: 'cpu', available: true, reason: 'works' };
const broken: ProviderReport = {
  ...{ provider: 'cuda', available: false, reason: 'a library is missing: libcudnn.so.9' },
  ...{ device: 'NVIDIA RTX A2000', advice: 'Install cuDNN 9.' },
};

async function modelsWith(reports: readonly ProviderReport[]) {
  const { Models } = await import('../../src-renderer/state/models.svelte.ts');
  const { Notifications } = await import('../../src-renderer/state/notifications.svelte.ts');
  const workbench = { providers: () => Promise.resolve(reports) } as Partial<Workbench>;
  const models = new Models(workbench as Workbench, new Notifications());
  await models.loadProviders();
  return models;
}

it('under Automatic a card that is there and does not work is told of, with what to do', async () => {
  const models = await modelsWith([cpu, broken]);
  const { name, why } = models.computing(undefined);
  expect(name).toBe('CPU');
  expect(why).toBe(
    'NVIDIA GPU (CUDA) does not work on NVIDIA RTX A2000: a library is missing: libcudnn.so.9\nInstall cuDNN 9.',
  );
});

it('a machine without a card, and one whose card works by another way, has nothing to tell', async () => {
  const { device: _, ...none } = broken;
  expect((await modelsWith([cpu, none])).computing(undefined).why).toBeUndefined();
  const webgpu: ProviderReport = { provider: 'webgpu', available: true, reason: 'works' };
  const works = (await modelsWith([cpu, broken, webgpu])).computing(undefined);
  expect(works.why).toBeUndefined();
  expect(works.name).not.toBe('CPU');
});
