import { MegabaseError, quoteField, type Region } from '../../contract/index.ts';
import { readLines } from '../lines/index.ts';

/** The values of a `track` section of a bedGraph file; of a file without such lines all of them. */
interface BedGraphTrack {
  /** As its line says; absent without one. */
  readonly name: string | undefined;
  /** 0-based half-open, in the file's order. */
  readonly starts: number[];
  readonly ends: number[];
  readonly values: number[];
}

/**
 * The values of a bedGraph file, plain or gzip, whose regions are wanted, by `track` section; sections without
 * any are there, empty. Source: genome.ucsc.edu/goldenPath/help/bedgraph.html. Throws `bed-format` with the
 * line, `file-missing`, `file-unreadable`, `cancelled`.
 */
export async function readBedGraph(
  path: string,
  isWanted: (region: Region) => boolean,
  signal?: AbortSignal,
): Promise<BedGraphTrack[]> {
  const tracks: BedGraphTrack[] = [];
  for await (const { number, text } of readLines(path, signal)) {
    if (/^(#|browser(\s|$)|\s*$)/.test(text)) continue;
    if (/^track(\s|$)/.test(text)) {
      const [, quoted, bare] = /\bname=(?:"([^"]*)"|(\S+))/.exec(text) ?? [];
      tracks.push(emptyTrack(quoted ?? bare));
      continue;
    }
    const line = parseLine(text, `Line ${number} of ${path}`, { file: path, line: number });
    if (tracks.length === 0) tracks.push(emptyTrack(undefined));
    if (!isWanted(line)) continue;
    const track = tracks.at(-1);
    track?.starts.push(line.start);
    track?.ends.push(line.end);
    track?.values.push(line.value);
  }
  return tracks;
}

function emptyTrack(name: string | undefined): BedGraphTrack {
  return { name, starts: [], ends: [], values: [] };
}

function parseLine(
  text: string,
  where: string,
  place: { readonly file: string; readonly line: number },
): Region & { readonly value: number } {
  const columns = text.includes('\t') ? text.split('\t') : text.trim().split(/\s+/);
  const [contig = '', start = '', end = '', value = ''] = columns;
  const isPosition = (word: string) => /^\d{1,15}$/.test(word);
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  if (
    columns.length < 4 ||
    contig === '' ||
    !isPosition(start) ||
    !isPosition(end) ||
    Number(start) >= Number(end) ||
    !isNumber
  ) {
    throw new MegabaseError('bed-format', `${where} is no line of bedGraph: ${quoteField(text)}.`, {
      ...{ ...place, found: text.slice(0, 80) },
      expected: 'contig, start, a larger end, and a number',
    });
  }
  return { contig, start: Number(start), end: Number(end), value: Number(value) };
}
