import type { ProviderChoice } from '../../src-main/contract/index.ts';

/** What computes, in the words of the machine's owner. */
export const providerNames: Readonly<Record<ProviderChoice, string>> = {
  auto: 'Fastest that works here',
  cpu: 'CPU',
  cuda: 'NVIDIA GPU (CUDA)',
  webgpu: 'GPU (WebGPU)',
  dml: 'GPU (DirectML)',
  coreml: 'Apple (Core ML)',
};

export function providerName(provider: string): string {
  return provider in providerNames ? providerNames[provider as ProviderChoice] : provider;
}
