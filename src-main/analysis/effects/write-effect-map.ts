import { defaultThreshold, defined, type EffectMap } from '../../contract/index.ts';
import {
  endingsOf,
  endLine,
  formatByEnding,
  partNotes,
  writeWholeFile,
  type HeaderNote,
  type PartNote,
  type Replaceable,
} from '../../formats/output/index.ts';
import { isTableFormat, tableFormats, writeTable } from '../../formats/table/index.ts';
import { effectNotes } from './effect-notes.ts';
import { besideColumns, effectColumns, tableRows } from './effect-table.ts';
import { effectTexts } from './effect-texts.ts';

const textFormats = endingsOf(['bedpe', 'json'] as const, { text: false });
const effectFormats = { ...tableFormats, ...textFormats };
export type EffectFormat = keyof typeof effectFormats;

/** The format that a file's ending asks for. Error: `output-format`. */
export function effectFormat(path: string, name?: string): EffectFormat {
  return formatByEnding(path, name, effectFormats, { of: 'effects' });
}

/**
 * Writes a map: BEDPE holds the links of at least `threshold`, which igv draws as arcs; tables and JSON
 * hold every element with every target. Resolves with the number of records and bytes.
 *
 * BEDPE: bedtools.readthedocs.io, General usage, ten columns and ours after them; 0-based half-open.
 */
export function writeEffectMap(
  map: EffectMap,
  path: string,
  options: EffectFileOptions & { readonly threshold: number },
): Promise<{ records: number; bytes: number }> {
  return writeEffectMaps([map], path, options);
}

export interface EffectFileOptions {
  readonly format: EffectFormat;
  /** Of links; each map's own `defaultThreshold` where absent. */
  readonly threshold?: number | undefined;
  /** Of a shard: what it says of itself, by the notes of the header. */
  readonly partOf?: ((notes: readonly HeaderNote[]) => PartNote) | undefined;
  readonly replaces?: Replaceable | undefined;
}

/** Writes the maps of several regions, at least one, one after the other; of one region as `writeEffectMap`. */
export async function writeEffectMaps(
  maps: readonly EffectMap[],
  path: string,
  { format, threshold, partOf, replaces }: EffectFileOptions,
): Promise<{ records: number; bytes: number }> {
  const described = effectNotes(maps);
  // A table has every effect; links are only those of the threshold.
  const least = { key: 'threshold', text: threshold === undefined ? 'default' : String(threshold) };
  const part = partOf?.(isTableFormat(format) ? described : [...described, least]);
  const notes = [...described, ...partNotes(part)];
  if (isTableFormat(format)) {
    const about = [
      ...notes,
      { key: 'columns', text: 'starts and ends are 0-based half-open, in bp' },
      { key: 'effect', text: 'value with the element knocked out minus value without' },
    ];
    const [first] = maps;
    const { unit } = defined(first).track;
    const head = {
      notes: about,
      columns: [...effectColumns(unit), ...besideColumns(defined(first))],
      empty: '.',
    } as const;
    const table = { format, head, replaces, tellsEnd: part !== undefined };
    return writeTable(path, tableRows(maps), table);
  }
  const { head, text, between, tail } = effectTexts[format](maps, { threshold, notes });
  let records = 0;
  function* pieces(): Generator<string> {
    yield head;
    for (const [i, map] of maps.entries()) {
      if (i > 0) yield between;
      const found = text(map, threshold ?? defaultThreshold(map), i === 0 ? part : undefined);
      yield* found.pieces;
      records += found.records;
    }
    if (part && format !== 'json') yield endLine(records);
    yield tail;
  }
  const bytes = await writeWholeFile(path, pieces(), { replaces });
  return { records, bytes };
}
