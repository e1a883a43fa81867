/**
 * A value that the code around it knows to be there. Throws where it is not, instead of letting
 * `undefined` travel on.
 */
export function defined<T>(value: T | null | undefined): T {
  if (value === undefined || value === null)
    throw new Error('A value is missing that must be there.');
  return value;
}
