import {
  centredChanges,
  formatRegion,
  mutagenesisBases,
  referenceScores,
  type Mutagenesis,
  type MutagenesisReadout,
} from '../../contract/index.ts';
import {
  float32Text,
  commentLines,
  formatByEnding,
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
  type TableHead,
} from '../../formats/table/index.ts';
import { quoted } from '../../formats/track-values/index.ts';
import { baseMapMetadata, baseMapNotes } from '../perturbations/index.ts';
import { unchangedKey, type MutagenesisPart } from './cut-mutagenesis.ts';
import { writeMatrices } from './write-matrices.ts';

const mutagenesisFormats = {
  ...tableFormats,
  safetensors: { endings: ['.safetensors'], text: false },
  bedgraph: { endings: ['.bedgraph', '.bg'], text: false },
};
export type MutagenesisFormat = keyof typeof mutagenesisFormats;

/** The format that a file's ending asks for. Error: `output-format`. */
export function mutagenesisFormat(path: string, name?: string): MutagenesisFormat {
  return formatByEnding(path, name, mutagenesisFormats, { of: 'mutagenesis' });
}

/** `Enhancer (enhancer), probability, at chrT1:1-100: mean of the bins`. */
export function describeReadout(readout: MutagenesisReadout): string {
  if (readout.kind === 'likelihood') {
    const masked = readout.masked ? ', the base masked' : '';
    return `likelihood: ln P(base)/P(reference)${masked}`;
  }
  const { track, place, gene } = readout;
  const how = gene === undefined ? 'mean of the bins' : `start of ${gene}, largest bin`;
  return `${track.label} (${track.id}), ${track.unit}, at ${formatRegion(place)}: ${how}`;
}

/**
 * Writes a mutagenesis: tables and safetensors hold all changes as they are and centred, bedGraph the centred
 * value of the base that is there. A part's header is that of the whole, with its own shard. Resolves with the
 * number of records and bytes.
 */
export async function writeMutagenesis(
  map: Mutagenesis,
  path: string,
  options: {
    readonly format: MutagenesisFormat;
    readonly part?: MutagenesisPart | undefined;
    readonly replaces?: Replaceable | undefined;
  },
): Promise<{ records: number; bytes: number }> {
  const { format, part } = options;
  const about = provenance(map, part);
  const records = rowsOf(map, format);
  const note = part?.note(about, records);
  if (format === 'safetensors') {
    return writeMatrices(map, path, { ...options, metadata: tensorNotes(map, note) });
  }
  const notes = [...about, ...partNotes(note)];
  const { replaces } = options;
  if (isTableFormat(format)) {
    return writeTable(path, matrixRows(map), { format, replaces, head: matrixHead(map, notes) });
  }
  return { records, bytes: await writeWholeFile(path, scoreLines(map, notes), { replaces }) };
}

function rowsOf(map: Mutagenesis, format: MutagenesisFormat): number {
  if (format !== 'bedgraph') return map.bases.length;
  return referenceScores(map).filter((value) => !Number.isNaN(value)).length;
}

/** The unit of changes: of the track, or of a likelihood. */
function unitOf({ readout }: Mutagenesis): string {
  return readout.kind === 'likelihood' ? 'ln' : readout.track.unit;
}

function matrixHead(map: Mutagenesis, about: readonly HeaderNote[]): TableHead {
  const letters = [...mutagenesisBases];
  const unit = unitOf(map);
  const notes = [
    ...about,
    { key: 'A, C, G, T', text: 'readout with that base there minus the readout as it is' },
    { key: 'centred', text: 'the change minus the mean of the four' },
    { key: 'start', text: '0-based, in bp' },
  ];
  const columns: Column[] = [
    { name: 'chrom', kind: 'text', about: 'contig' },
    { name: 'start', kind: 'integer', unit: 'bp', about: '0-based' },
    { name: 'base', kind: 'text', about: 'the base that is there' },
    ...letters.map((name): Column => ({ name, kind: 'float32', unit })),
    ...letters.map((one): Column => ({ name: `centred_${one}`, kind: 'float32', unit })),
  ];
  return { notes, columns, empty: '' };
}

/** A row a base; what has no value is left empty. */
function* matrixRows(map: Mutagenesis): Generator<TableRow> {
  const { bases, changes, region } = map;
  const centred = centredChanges(map);
  for (const [i, base] of [...bases].entries()) {
    const values = [...changes.subarray(4 * i, 4 * i + 4), ...centred.subarray(4 * i, 4 * i + 4)];
    const cells = values.map((value) => (Number.isNaN(value) ? undefined : value));
    yield [region.contig, region.start + i, base, ...cells];
  }
}

/** bedGraph, 0-based half-open: genome.ucsc.edu/goldenPath/help/bedgraph.html; bases without a value are absent. */
function* scoreLines(map: Mutagenesis, about: readonly HeaderNote[]): Generator<string> {
  const { contig, start } = map.region;
  const notes = commentLines([
    ...about,
    {
      key: 'value',
      text: 'centred change of the base that is there: above 0 where substitutions lower the readout',
    },
  ]);
  const description = `In-silico mutagenesis, ${map.model.name} ${map.model.version}`;
  yield `${notes}track type=bedGraph name="mutagenesis" description=${quoted(description)}\n`;
  for (const [i, value] of referenceScores(map).entries()) {
    if (Number.isNaN(value)) continue;
    yield `${[contig, start + i, start + i + 1, float32Text(value)].join('\t')}\n`;
  }
}

/** Metadata of safetensors: its places are those of the bases that the file has. */
function tensorNotes(map: Mutagenesis, part: PartNote | undefined): Record<string, string> {
  const { bases, readout, value } = map;
  return baseMapMetadata(map, {
    readout: describeReadout(readout),
    ...(value !== undefined && { readout_unchanged: String(value) }),
    bases,
    axes: '[base that is put in: A, C, G, T; base of the region]',
    unit: 'changes: readout with that base minus without; centred: minus the mean of the four; NaN for N',
    ...(part && { [partKey]: partText(part) }),
  });
}

function provenance(map: Mutagenesis, part: MutagenesisPart | undefined): HeaderNote[] {
  const { readout, value } = map;
  const notes = [
    { key: 'readout', text: describeReadout(readout) },
    ...(value === undefined ? [] : [{ key: unchangedKey, text: float32Text(value) }]),
  ];
  return baseMapNotes(map, notes, part?.whole);
}
