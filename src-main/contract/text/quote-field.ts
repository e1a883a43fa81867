const mostShown = 40;

/**
 * A value found in a file, for an error: cut, with what cannot be printed escaped. Errors reach pages
 * that may not read the file, so they show the field at fault and never a line.
 */
export function quoteField(value: string | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(cutField(value));
}

/** The same without quotes, for names in a list. */
export function cutField(value: string): string {
  return value.length > mostShown ? `${value.slice(0, mostShown - 3)}...` : value;
}
