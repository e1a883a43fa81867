import { teachingModels, type GuideName } from '../../contract/index.ts';

/**
 * What a person should know before a model that was trained on the tutorial's genome reads another;
 * `model`: its id, `base+head` of one with a head on it.
 */
export function teachingNote(
  model: string | undefined,
  guide: GuideName | undefined,
): string | undefined {
  const [base = ''] = (model ?? '').split('+');
  if (!teachingModels.includes(base) || guide === 'tutorial') return undefined;
  return 'Not for biology: trained on the synthetic genome of the tutorial. Published models are under Models.';
}
