import { MegabaseError } from '../../contract/index.ts';

/**
 * The format that was named, or else the one that the ending of `path` says. Error: `usage`, which
 * calls what is written `of`.
 */
export function formatByEnding<Format extends string>(
  path: string,
  named: string | undefined,
  choice: {
    readonly formats: readonly Format[];
    readonly of: string;
    /** Whether `.gz` may follow the ending. */
    readonly gzip?: boolean;
  },
): Format {
  const { formats, of, gzip = false } = choice;
  const asked = (named ?? endingOf(path, gzip)).toLowerCase();
  const format = formats.find((one) => one === asked);
  if (format) return format;
  throw new MegabaseError(
    'usage',
    `"${asked}" is no format for ${of}; expected ${formats.join(', ')}.`,
  );
}

function endingOf(path: string, gzip: boolean): string {
  const plain = gzip ? path.replace(/\.gz$/i, '') : path;
  return /\.([^./\\]+)$/.exec(plain)?.[1] ?? '';
}
