import {
  formatRegion,
  howRead,
  linksOf,
  type EffectMap,
  type KnockOut,
  defined,
} from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import {
  float32Text,
  commentLines,
  endingsOf,
  formatByEnding,
  modelNotes,
  oneLine,
  type HeaderNote,
  StagedFile,
  type Replaceable,
} from '../../formats/output/index.ts';

const effectFormats = ['bedpe', 'tsv', 'json'] as const;
export type EffectFormat = (typeof effectFormats)[number];

/** The format that a file's ending asks for. Error: `output-format`. */
export function effectFormat(path: string, name?: string): EffectFormat {
  return formatByEnding(path, name, endingsOf(effectFormats, { text: false }), { of: 'effects' });
}

/**
 * Writes a map: BEDPE holds the links of at least `threshold`, which igv draws as arcs; TSV and JSON
 * hold every element with every target. Resolves with the number of records and bytes.
 *
 * BEDPE: bedtools.readthedocs.io, General usage, ten columns and ours after them; 0-based half-open.
 */
export async function writeEffectMap(
  map: EffectMap,
  path: string,
  options: {
    readonly format: EffectFormat;
    readonly threshold: number;
    readonly replaces?: Replaceable | undefined;
  },
): Promise<{ records: number; bytes: number }> {
  const { pieces, records } = texts[options.format](map, options.threshold);
  const file = await StagedFile.open(path, { replaces: options.replaces });
  try {
    for (const text of pieces) await file.append(Buffer.from(text));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { records, bytes: file.size };
}

interface Text {
  readonly pieces: Iterable<string>;
  readonly records: number;
}

const texts: Record<EffectFormat, (map: EffectMap, threshold: number) => Text> = {
  bedpe(map, threshold) {
    const links = linksOf(map, threshold);
    const notes = [
      ...provenance(map),
      { key: 'threshold', text: `${threshold}: links with this effect or more, either way` },
      { key: 'score', text: 'the effect: value with the element knocked out minus without' },
    ];
    const columns = [
      ...['#chrom1', 'start1', 'end1', 'chrom2', 'start2', 'end2', 'name', 'score'],
      ...['strand1', 'strand2', 'value', 'distance'],
    ];
    const lines = links.map(({ element, target, value, effect, distance }) => {
      const from = defined(map.elements[element]);
      const to = defined(map.targets[target]);
      return [
        ...[from.contig, from.start, from.end, to.contig, to.start, to.end],
        oneLine(`${from.name}>${to.name}`),
        ...[float32Text(effect), '.', to.strand, float32Text(value), distance],
      ].join('\t');
    });
    const text = [commentLines(notes) + columns.join('\t'), ...lines].join('\n');
    return { pieces: [`${text}\n`], records: links.length };
  },

  tsv(map) {
    const records = map.elements.length * map.targets.length;
    return { pieces: tsvPieces(map), records };
  },

  json(map, threshold) {
    const { values, effects, ...rest } = map;
    const n = map.targets.length;
    const rows = map.elements.map((_, e) => [...effects.subarray(e * n, (e + 1) * n)]);
    const value = {
      program: 'Megabase',
      engine: engineVersion,
      coordinates: '0-based half-open',
      ...rest,
      values: [...values],
      effects: rows,
      threshold,
      links: linksOf(map, threshold),
    };
    return { pieces: [JSON.stringify(value)], records: n * map.elements.length };
  },
};

function* tsvPieces(map: EffectMap): Generator<string> {
  yield commentLines([
    ...provenance(map),
    { key: 'columns', text: 'starts and ends are 0-based half-open, in bp' },
    { key: 'effect', text: 'value with the element knocked out minus value without' },
  ]);
  const header = ['element', 'chrom', 'element_start', 'element_end', 'target', 'gene_name'];
  const numbers = ['target_start', 'target_end', 'gene_strand', 'distance', 'track_name'];
  yield `${[...header, ...numbers, 'value', 'value_knocked_out', 'effect'].join('\t')}\n`;
  for (const [e, element] of map.elements.entries()) {
    let text = '';
    for (const [t, target] of map.targets.entries()) {
      const effect = map.effects[e * map.targets.length + t]!;
      const value = map.values[t]!;
      const distance = Math.round((target.start + target.end - element.start - element.end) / 2);
      const columns = [
        ...[oneLine(element.name), element.contig, element.start, element.end],
        ...[oneLine(target.name), oneLine(target.gene ?? '.'), target.start, target.end],
        ...[target.strand, distance, map.track.id],
        ...[float32Text(value), float32Text(Math.fround(value + effect)), float32Text(effect)],
      ];
      text += `${columns.join('\t')}\n`;
    }
    yield text;
  }
}

function provenance({ model, interval, track, knockOut, tolerance }: EffectMap): HeaderNote[] {
  return modelNotes(model, [
    { key: 'engine', text: engineVersion },
    { key: 'interval', text: `${formatRegion(interval)} (1-based) was read ${howRead(model)}` },
    { key: 'track', text: `${track.label} (${track.id}), ${track.unit}` },
    { key: 'knock-out', text: knockOutText(knockOut) },
    { key: 'tolerance', text: String(tolerance) },
  ]);
}

function knockOutText(knockOut: KnockOut): string {
  return knockOut.kind === 'n'
    ? 'bases replaced by N'
    : `mean of ${knockOut.times} shuffles that keep the pairs of neighbours`;
}
