import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  MegabaseError,
  type ErrorCode,
  quoteField,
  isMegabaseError,
  utf8Text,
} from '../../contract/index.ts';

/** A JSON file that has the shape of `schema`. Errors: `code`, with every fault and where it is. */
export function readJson<T extends z.ZodType>(
  path: string,
  schema: T,
  code: ErrorCode,
): z.infer<T> {
  let json: unknown;
  try {
    json = parseJson(utf8Text(path, readFileSync(path)));
  } catch (cause) {
    if (isMegabaseError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MegabaseError(code, `${path} is not JSON: ${why}.`, { cause });
  }
  const result = schema.safeParse(json, { error: plainFault });
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path: place, message }) =>
    [place.join('.'), message].filter(Boolean).join(': '),
  );
  throw new MegabaseError(code, `${path}: ${faults.join('; ')}.`);
}

/** JSON, and as Python writes what JSON has no word for: `Infinity` bare among the values. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!text.includes('Infinity')) throw error;
    // A number beyond all that are finite is read as infinite. Words in strings stay what they are.
    const words = /"[^"\\]*(?:\\.[^"\\]*)*"|\bInfinity\b/g;
    return JSON.parse(text.replace(words, (word) => (word === 'Infinity' ? '1e999' : word)));
  }
}

/** Says of a value that is not among the known ones what was found and what is known. */
export const plainFault: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_value') {
    return `found ${quoteValue(issue.input)}, ${known(issue.values)}`;
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const found = (issue.input as Record<string, unknown>)[issue.discriminator];
    const { options } = issue as unknown as { readonly options?: readonly unknown[] };
    return `found ${quoteValue(found)}, ${known(options ?? [])}`;
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
    const least = issue.code === 'too_small' ? 'at least' : 'at most';
    const than = issue.code === 'too_small' ? 'more than' : 'less than';
    return typeof issue.input === 'number'
      ? `found ${issue.input}, expected ${issue.inclusive === false ? than : least} ${bound}`
      : undefined;
  }
  if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
    const fields = Object.keys(issue.inst.shape);
    return `unknown field ${issue.keys.slice(0, 5).map(quoteValue).join(', ')}, known are ${fields.join(', ')}`;
  }
  return undefined;
};

function known(values: readonly unknown[]): string {
  const [only, ...others] = values.map(quoteValue);
  return others.length === 0 ? `expected ${only}` : `known are ${[only, ...others].join(', ')}`;
}

/** A value of a JSON file, for an error. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string' || value === undefined) return quoteField(value);
  // Of a list or an object what it is says enough.
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
