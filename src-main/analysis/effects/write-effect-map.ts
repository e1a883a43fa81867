import {
  basisText,
  besideEffect,
  defaultThreshold,
  formatRegion,
  howRead,
  linksOf,
  type EffectBackground,
  type EffectLink,
  type EffectMap,
  type KnockOut,
  defined,
} from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import {
  float32Text,
  commentLines,
  endingsOf,
  endLine,
  formatByEnding,
  modelNotes,
  oneLine,
  partKey,
  partNotes,
  partText,
  type HeaderNote,
  type PartNote,
  writeWholeFile,
  type Replaceable,
} from '../../formats/output/index.ts';
import {
  isTableFormat,
  tableFormats,
  writeTable,
  type Column,
  type TableRow,
} from '../../formats/table/index.ts';
import { placeReach } from './background-places.ts';

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
  const described = provenance(maps);
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
      columns: [...columnsOf(unit), ...besideColumns(defined(first))],
      empty: '.',
    } as const;
    const table = { format, head, replaces, tellsEnd: part !== undefined };
    return writeTable(path, tableRows(maps), table);
  }
  const { head, text, between, tail } = texts[format](maps, { threshold, notes });
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

type TextFormat = keyof typeof textFormats;

interface Text {
  readonly pieces: Iterable<string>;
  readonly records: number;
}

/** A file of maps, in parts. */
interface MapsText {
  readonly head: string;
  readonly text: (map: EffectMap, threshold: number, part: PartNote | undefined) => Text;
  readonly between: string;
  readonly tail: string;
}

interface TextOptions {
  readonly threshold: number | undefined;
  /** Of the header. */
  readonly notes: readonly HeaderNote[];
}

const texts: Record<TextFormat, (maps: readonly EffectMap[], options: TextOptions) => MapsText> = {
  bedpe(maps, { threshold, notes: described }) {
    const own = new Set(maps.map((map) => threshold ?? defaultThreshold(map)));
    const least = own.size === 1 ? String([...own][0]) : "a tenth of a region's largest value";
    const notes = [
      ...described,
      { key: 'threshold', text: `${least}: links with this effect or more, either way` },
      { key: 'score', text: 'the effect: value with the element knocked out minus without' },
    ];
    const columns = [
      ...['#chrom1', 'start1', 'end1', 'chrom2', 'start2', 'end2', 'name', 'score'],
      ...['strand1', 'strand2', 'value', 'distance'],
      ...besideColumns(defined(maps[0])).map(({ name }) => name),
    ];
    const head = `${commentLines(notes)}${columns.join('\t')}\n`;
    return { head, text: bedpeLines, between: '', tail: '' };
  },

  json(maps) {
    const [head, tail] = maps.length === 1 ? ['', ''] : ['{"maps":[', ']}'];
    return { head, text: jsonText, between: ',', tail };
  },
};

function bedpeLines(map: EffectMap, threshold: number): Text {
  const links = linksOf(map, threshold);
  const lines = links.map(({ element, target, value, effect, distance, ...beside }) => {
    const from = defined(map.elements[element]);
    const to = defined(map.targets[target]);
    return [
      ...[from.contig, from.start, from.end, to.contig, to.start, to.end],
      oneLine(`${from.name}>${to.name}`),
      ...[float32Text(effect), '.', to.strand, float32Text(value), distance],
      ...besideCells(beside).map((value) => (value === undefined ? '.' : float32Text(value))),
    ].join('\t');
  });
  return { pieces: [lines.map((line) => `${line}\n`).join('')], records: links.length };
}

function jsonText(map: EffectMap, threshold: number, part?: PartNote): Text {
  const { values, effects, spread, background, ...rest } = map;
  const n = map.targets.length;
  const rowsOf = (pairs: Float32Array) =>
    map.elements.map((_, e) => [...pairs.subarray(e * n, (e + 1) * n)]);
  const value = {
    program: 'Megabase',
    engine: engineVersion,
    ...(part && { [partKey]: partText(part) }),
    coordinates: '0-based half-open',
    ...rest,
    values: [...values],
    effects: rowsOf(effects),
    ...(spread && { spread: { lows: rowsOf(spread.lows), highs: rowsOf(spread.highs) } }),
    ...(background && {
      background: {
        places: background.places,
        means: rowsOf(background.means),
        deviations: rowsOf(background.deviations),
        percentiles: rowsOf(background.percentiles),
      },
    }),
    threshold,
    links: linksOf(map, threshold),
  };
  return { pieces: [JSON.stringify(value)], records: n * map.elements.length };
}

/** Of what else there is of a pair. */
function besideColumns({ spread, background, track: { unit } }: EffectMap): Column[] {
  const values = (names: readonly string[]): Column[] =>
    names.map((name) => ({ name, kind: 'float32', unit }));
  return [
    ...(spread ? values(['effect_low', 'effect_high']) : []),
    ...(background ? values(['background_mean', 'background_sd']) : []),
    ...(background ? [{ name: 'background_percentile', kind: 'float32', unit: '%' } as const] : []),
  ];
}

/** Undefined where there is no number. */
function besideCells({
  spread,
  background,
}: Pick<EffectLink, 'spread' | 'background'>): (number | undefined)[] {
  return [
    ...(spread ? [spread.low, spread.high] : []),
    ...(background ? [background.mean, background.deviation, background.percentile] : []),
  ].map((value) => (Number.isNaN(value) ? undefined : value));
}

const columnsOf = (unit: string): Column[] => [
  { name: 'element', kind: 'text' },
  { name: 'chrom', kind: 'text' },
  { name: 'element_start', kind: 'integer', unit: 'bp', about: '0-based' },
  { name: 'element_end', kind: 'integer', unit: 'bp', about: '0-based, exclusive' },
  { name: 'target', kind: 'text' },
  { name: 'gene_name', kind: 'text' },
  { name: 'target_start', kind: 'integer', unit: 'bp', about: '0-based' },
  { name: 'target_end', kind: 'integer', unit: 'bp', about: '0-based, exclusive' },
  { name: 'gene_strand', kind: 'text' },
  { name: 'distance', kind: 'integer', unit: 'bp', about: 'from middle to middle' },
  { name: 'track_name', kind: 'text' },
  { name: 'value', kind: 'float32', unit },
  { name: 'value_knocked_out', kind: 'float32', unit },
  { name: 'effect', kind: 'float32', unit, about: 'value_knocked_out minus value' },
];

function* tableRows(maps: readonly EffectMap[]): Generator<TableRow> {
  for (const map of maps) {
    for (const [e, element] of map.elements.entries()) {
      for (const [t, target] of map.targets.entries()) {
        const pair = e * map.targets.length + t;
        const effect = map.effects[pair]!;
        const value = map.values[t]!;
        const distance = Math.round((target.start + target.end - element.start - element.end) / 2);
        yield [
          ...[element.name, element.contig, element.start, element.end],
          ...[target.name, target.gene, target.start, target.end, target.strand],
          ...[distance, map.track.id, value, Math.fround(value + effect), effect],
          ...besideCells(besideEffect(map, pair)),
        ];
      }
    }
  }
}

/** Of maps, at least one, that differ in their regions alone. */
function provenance(maps: readonly EffectMap[]): HeaderNote[] {
  const { model, basis, track, knockOut, tolerance, spread, background } = defined(maps[0]);
  const shown = maps.slice(0, 5).map(({ interval }) => formatRegion(interval));
  const more = maps.length > shown.length ? ` and ${maps.length - shown.length} more` : '';
  const [was, each] = maps.length === 1 ? ['was', ''] : ['were', ', each by itself'];
  const intervals = `${shown.join(', ')}${more} (1-based)`;
  return modelNotes(model, [
    ...(basis ? [{ key: 'rests on', text: basisText(basis) }] : []),
    { key: 'engine', text: engineVersion },
    { key: 'interval', text: `${intervals} ${was} read ${howRead(model)}${each}` },
    { key: 'track', text: `${track.label} (${track.id}), ${track.unit}` },
    { key: 'knock-out', text: knockOutText(knockOut) },
    { key: 'tolerance', text: String(tolerance) },
    ...(spread
      ? [{ key: 'effect_low, effect_high', text: 'ends of the effects of the shuffles' }]
      : []),
    ...(background ? [{ key: 'background', text: backgroundText(background) }] : []),
  ]);
}

function backgroundText({ places }: EffectBackground): string {
  const { bp, lengths } = placeReach;
  return (
    `the same knock-out at up to ${places} random places of the element's length within ` +
    `${bp.toLocaleString('en-US')} bp (or ${lengths} lengths) of it; background_percentile: percent of them with a ` +
    'smaller effect, either way; none where an effect rounds to nothing'
  );
}

function knockOutText(knockOut: KnockOut): string {
  return knockOut.kind === 'n'
    ? 'bases replaced by N'
    : `mean of ${knockOut.times} shuffles that keep the pairs of neighbours`;
}
