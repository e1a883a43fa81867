import type { Provider } from '../../src-main/contract/index.ts';

/** What computes, as the window names it. */
const providerNames: Readonly<Record<Provider | 'auto', string>> = {
  auto: 'Automatic (fastest)',
  cpu: 'CPU',
  cuda: 'NVIDIA GPU (CUDA)',
  webgpu: 'GPU (WebGPU)',
  dml: 'GPU (DirectML)',
  coreml: 'Apple (Core ML)',
};

export function providerName(provider: string): string {
  if (provider in providerNames) return providerNames[provider as Provider];
  const [, card] = /^cuda:(\d+)$/.exec(provider) ?? [];
  return card === undefined ? provider : `${providerNames.cuda}, card ${card}`;
}
