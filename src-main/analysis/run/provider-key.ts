import { createHash } from 'node:crypto';
import { providers, type Provider, type ProviderChoice } from '../../contract/index.ts';

const others = providers.filter((provider) => provider !== 'cpu');

/** Those whose numbers `auto` may have, the best first: the last are of passes that a GPU failed in the middle of. */
const automatic = ['cpu', ...others, ...others.map((provider) => `${provider}, then cpu`)];

/**
 * The key of what a provider has computed, or several in turn as `RunInfo.provider` has them: its own for each GPU,
 * for their numbers differ from the CPU's in the last digits, by some hundred-thousandths of an output's standard
 * deviation at most.
 */
export function storingKey(key: string, computedBy: string): string {
  if (computedBy === 'cpu') return key;
  return createHash('sha256').update(`${key} on ${computedBy}`).digest('hex');
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
  return (named === undefined ? automatic : [named]).map((one) => storingKey(key, one));
}

/**
 * The key under which what a pass has done so far is gone on from: a GPU that is named goes on from its own passes
 * alone.
 */
export function resumingKey(key: string, wanted: ProviderChoice): string {
  return storingKey(key, namedIn(wanted) ?? 'cpu');
}
