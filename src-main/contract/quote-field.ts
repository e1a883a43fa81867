const mostShown = 40;

/**
 * A value found in a file, for an error: cut, with what cannot be printed escaped. Errors reach pages
 * that may not read the file, so they show the field at fault and never a line.
 */
export function quoteField(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value.length > mostShown ? `${value.slice(0, mostShown - 3)}...` : value);
}
