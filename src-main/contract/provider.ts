/** What can run the network: ONNX Runtime's execution providers that Megabase knows. */
export const providers = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;

export type Provider = (typeof providers)[number];

/** What the user may ask for. `auto` takes the fastest that works here. */
export type ProviderChoice = Provider | 'auto';

/** Whether a provider works on this machine, and why not. */
export interface ProviderReport {
  readonly provider: Provider;
  readonly available: boolean;
  /** What was tried and seen, in plain words. */
  readonly reason: string;
  /** What to do about one that does not work, if that is known. */
  readonly advice?: string | undefined;
  /** The card, as the system names it; absent for the CPU, and where the system does not tell. */
  readonly device?: string | undefined;
}
