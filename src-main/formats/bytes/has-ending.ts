/**
 * Whether a file's name says that it is of a format: it ends in one of `endings`, in any case, with or without
 * `.gz` or `.bgz` behind it.
 *
 * @param endings without their dots
 */
export function hasEnding(path: string, ...endings: readonly string[]): boolean {
  const plain = path.toLowerCase().replace(/\.b?gz$/, '');
  return endings.some((ending) => plain.endsWith(`.${ending.toLowerCase()}`));
}
