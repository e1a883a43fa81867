/** What can run the network: ONNX Runtime's execution providers that Megabase knows. */
export const providers = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;

export type Provider = (typeof providers)[number];

/**
 * What the user may ask for. `auto` takes the fastest that works here; `cuda:1` is the second NVIDIA
 * card, in the order of their bus, as `nvidia-smi` numbers them.
 */
export type ProviderChoice = Provider | 'auto' | `cuda:${number}`;

/** Whether a provider works on this machine, and why not. */
export interface ProviderReport {
  readonly provider: Provider;
  readonly available: boolean;
  /** What was tried and seen, in plain words. */
  readonly reason: string;
  /** What to do about one that does not work, if that is known. */
  readonly advice?: string | undefined;
  /**
   * The card, as the system names it; absent for the CPU, and where the system does not tell. Of one that does not
   * work: the card that is there all the same.
   */
  readonly device?: string | undefined;
  /** All cards that it may be given by number, where there are several. */
  readonly cards?: readonly string[] | undefined;
  /** True where it computes on the CPU after all, as Vulkan in software: `auto` leaves it. */
  readonly isSoftware?: boolean | undefined;
}
