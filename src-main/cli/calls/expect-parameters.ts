import { MegabaseError } from '../../contract/index.ts';
import type { Call, CallParameters } from './call.ts';

/** Of a call with many mistakes, those that are told. */
const maxTold = 5;

/** The parameters as a call's schema has them, defaults filled in. Error: `call-parameters`. */
export function expectParameters({ name, schema }: Call, given: unknown): CallParameters {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const faults = error.issues.map(({ path, message }) => {
    const where = path.map(String).join('.');
    return `${where === '' ? '' : `${short(where)}: `}${short(message)}`;
  });
  const more = faults.length - maxTold;
  const told = [...faults.slice(0, maxTold), ...(more > 0 ? [`and ${more} more`] : [])];
  throw new MegabaseError('call-parameters', `${name} does not take this: ${told.join('; ')}.`);
}

/** Names and values are the caller's, and may be long. */
function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
