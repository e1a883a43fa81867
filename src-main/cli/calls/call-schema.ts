import { z } from 'zod';
import type { CallOption } from './call-option.ts';

/** Longer texts and lists are not options of a command. */
const maxText = 4_096;
const maxValues = 1_000;

/** The schema of a call's parameters; what it does not name is refused. */
export function callSchema(options: readonly CallOption[]): z.ZodObject {
  return z.strictObject(Object.fromEntries(options.map((one) => [one.name, parameter(one)])));
}

function parameter({ takes, choices, required, about }: CallOption): z.ZodType {
  const type = typeOf(takes, choices).describe(about);
  return required ? type : type.optional();
}

function typeOf(takes: CallOption['takes'], choices: readonly string[] | undefined): z.ZodType {
  if (takes === 'nothing') return z.boolean();
  // Numbers as people write them, `1.5M`, are text.
  const one = choices
    ? z.enum(choices as [string, ...string[]])
    : z.union([z.string().min(1).max(maxText), z.number()]);
  return takes === 'values' ? z.array(one).min(1).max(maxValues) : one;
}
