import { defaultThreshold, defined, linksOf, type EffectMap } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import {
  commentLines,
  float32Text,
  oneLine,
  partKey,
  partText,
  type HeaderNote,
  type PartNote,
} from '../../formats/output/index.ts';
import { besideCells, besideColumns } from './effect-table.ts';

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

export const effectTexts: Record<
  'bedpe' | 'json',
  (maps: readonly EffectMap[], options: TextOptions) => MapsText
> = {
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
  const { values, effects, spread, background, readings, ...rest } = map;
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
    ...(readings && {
      readings: readings.map((one) => ({
        ...one,
        values: [...one.values],
        effects: rowsOf(one.effects),
      })),
    }),
    threshold,
    links: linksOf(map, threshold),
  };
  return { pieces: [JSON.stringify(value)], records: n * map.elements.length };
}
