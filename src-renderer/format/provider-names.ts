import type { ProviderChoice } from '../../src-main/contract/index.ts';

/** What computes, as the window names it. */
const providerNames: Readonly<Record<ProviderChoice, string>> = {
  auto: 'Automatic (fastest)',
  cpu: 'CPU',
  cuda: 'NVIDIA GPU (CUDA)',
  webgpu: 'GPU (WebGPU)',
  dml: 'GPU (DirectML)',
  coreml: 'Apple (Core ML)',
};

export function providerName(provider: string): string {
  return provider in providerNames ? providerNames[provider as ProviderChoice] : provider;
}
