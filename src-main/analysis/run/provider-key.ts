import { createHash } from 'node:crypto';
import { defined, type Provider, type ProviderChoice } from '../../contract/index.ts';

/** Those that `auto` may take. */
const automatic: readonly Provider[] = ['cpu', 'cuda', 'webgpu'];

/**
 * The key of what a provider has computed: its own for each GPU, for their numbers differ from the CPU's in the
 * last digits, by some millionths of an output's standard deviation.
 */
function keyOn(key: string, provider: Provider): string {
  if (provider === 'cpu') return key;
  return createHash('sha256').update(`${key} on ${provider}`).digest('hex');
}

/** The provider of a choice that names one. */
function namedIn(choice: ProviderChoice): Provider | undefined {
  return choice === 'auto' ? undefined : (choice.split(':')[0] as Provider);
}

/**
 * Keys of what may answer, the best first: a provider that is named is answered by its own numbers alone; `auto` by
 * whatever there is, so that nothing is lost where another provider is the fastest from one day on.
 */
export function answeringKeys(key: string, wanted: ProviderChoice): string[] {
  const named = namedIn(wanted);
  return (named === undefined ? automatic : [named]).map((one) => keyOn(key, one));
}

/**
 * The key under which numbers are stored. Of `auto` it is that of the provider that computed them. Where one that
 * is named does not work the CPU computes in its place, and its answers are to be found again by that name.
 */
export function storingKey(key: string, wanted: ProviderChoice, computed: Provider): string {
  return keyOn(key, defined(namedIn(wanted) ?? computed));
}
