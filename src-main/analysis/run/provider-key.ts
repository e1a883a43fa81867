import { createHash } from 'node:crypto';
import { providers, type Provider, type ProviderChoice } from '../../contract/index.ts';

const others = providers.filter((provider) => provider !== 'cpu');

/**
 * Of passes that one provider began and another ended, whichever those were: a GPU failed, or the pass was stopped and
 * gone on from elsewhere. None that is named is answered by them.
 */
const several = 'several';

/** Those whose numbers `auto` may have, the best first. */
const automatic = ['cpu', ...others, several];

/**
 * The key of what a provider has computed, or several in turn as `RunInfo.provider` has them: its own for each GPU,
 * for their numbers differ from the CPU's in the last digits, by some hundred-thousandths of an output's standard
 * deviation at most.
 */
export function storingKey(key: string, computedBy: string): string {
  if (computedBy === 'cpu') return key;
  const place = providers.some((one) => one === computedBy) ? computedBy : several;
  return placeKey(key, place);
}

function placeKey(key: string, place: string): string {
  return createHash('sha256').update(`${key} on ${place}`).digest('hex');
}

/** The provider of a choice that names one. */
export function namedProvider(choice: ProviderChoice): Provider | undefined {
  return choice === 'auto' ? undefined : (choice.split(':')[0] as Provider);
}

/**
 * Keys of what may answer, the best first: a provider that is named is answered by its own numbers alone; `auto` by
 * whatever there is, so that nothing is lost where another provider is the fastest from one day on.
 */
export function answeringKeys(key: string, wanted: ProviderChoice): string[] {
  const named = namedProvider(wanted);
  return (named === undefined ? automatic : [named]).map((one) => storingKey(key, one));
}

/**
 * The key under which what a pass has done so far is gone on from: a provider that is named goes on from its own passes
 * alone, and `auto` from those of `auto`, whatever computed them; see `PassBegun.computedBefore`.
 */
export function resumingKey(key: string, wanted: ProviderChoice): string {
  const named = namedProvider(wanted);
  return named === undefined ? placeKey(key, 'auto') : storingKey(key, named);
}
