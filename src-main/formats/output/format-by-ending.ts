import { MegabaseError, defined } from '../../contract/index.ts';
import { standardStream } from './output-target.ts';
import { namesFolder } from './staged-folder.ts';

/** How files of a format are named. */
export interface FormatEndings {
  /** In lower case, with their dots. */
  readonly endings: readonly string[];
  /** Whether `.gz` may follow: the file is compressed then. */
  readonly text: boolean;
  /** Whether a folder may be named instead, for one file a contig. */
  readonly splits?: boolean | undefined;
}

/**
 * The format that was named, or else the one that the ending of `path` says. Error: `output-format`,
 * which calls what is written `of`, and lists `others` too.
 */
export function formatByEnding<Format extends string>(
  path: string,
  named: string | undefined,
  formats: Readonly<Record<Format, FormatEndings>>,
  { of, others = [] }: { readonly of: string; readonly others?: readonly string[] },
): Format {
  const names = Object.keys(formats) as Format[];
  if (namesFolder(path)) return formatInFolder(path, named, formats, of);
  const plain = path.toLowerCase().replace(/\.gz$/, '');
  const found = names.find((name) =>
    named === undefined
      ? formats[name].endings.some((ending) => plain.endsWith(ending))
      : name === named.toLowerCase(),
  );
  if (found === undefined) {
    const endings = names.flatMap((name) => formats[name].endings);
    const known = [...endings, ...others.map((name) => `.${name}`)].join(', ');
    throw new MegabaseError(
      'output-format',
      named === undefined && path === standardStream
        ? `Standard output has no ending that names a format for ${of}; give --format: ${listed([...names, ...others])}.`
        : named === undefined
          ? `The ending of ${path} does not name a format for ${of}; known endings: ${known}.`
          : `There is no format ${named} for ${of}; choose from ${listed([...names, ...others])}.`,
    );
  }
  if (plain.length === path.length || formats[found].text) return found;
  throw new MegabaseError(
    'output-format',
    `Cannot write ${path}: ${of} as ${found} take no .gz; leave it out.`,
  );
}

/** Tables in a folder are Parquet where nobody says otherwise: notebooks read such a folder as one table. */
const folderFormat = 'parquet';

function formatInFolder<Format extends string>(
  path: string,
  named: string | undefined,
  formats: Readonly<Record<Format, FormatEndings>>,
  of: string,
): Format {
  const names = Object.keys(formats) as Format[];
  const splitting = names.filter((name) => formats[name].splits);
  const asked = named?.toLowerCase() ?? folderFormat;
  const found = splitting.find((name) => name === asked);
  if (found !== undefined) return found;
  throw new MegabaseError(
    'output-format',
    splitting.length === 0
      ? `${of} are written to one file, not to a folder (${path}).`
      : `A folder (${path}) takes ${of} as ${listed(splitting)}, one file a contig, not as ${asked}.`,
  );
}

/** Formats whose endings are their names. */
export function endingsOf<Format extends string>(
  names: readonly Format[],
  { text }: Pick<FormatEndings, 'text'>,
): Record<Format, FormatEndings> {
  const formats = names.map((name) => [name, { endings: [`.${name}`], text }]);
  return Object.fromEntries(formats) as Record<Format, FormatEndings>;
}

/** `a, b and c` */
function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join()
    : `${names.slice(0, -1).join(', ')} and ${defined(names.at(-1))}`;
}
