import {
  centredChanges,
  formatRegion,
  howRead,
  mutagenesisBases,
  referenceScores,
  type Mutagenesis,
  type MutagenesisReadout,
} from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import {
  float32Text,
  commentLines,
  endingsOf,
  formatByEnding,
  modelNotes,
  type HeaderNote,
  StagedFile,
  type Replaceable,
} from '../../formats/output/index.ts';
import { SafetensorsFile } from '../../formats/safetensors/index.ts';

const mutagenesisFormats = ['tsv', 'safetensors', 'bedgraph'] as const;
export type MutagenesisFormat = (typeof mutagenesisFormats)[number];

/** The format that a file's ending asks for. Error: `output-format`. */
export function mutagenesisFormat(path: string, name?: string): MutagenesisFormat {
  const formats = {
    ...endingsOf(mutagenesisFormats, { text: false }),
    bedgraph: { endings: ['.bedgraph', '.bg'], text: false },
  };
  return formatByEnding(path, name, formats, { of: 'mutagenesis' });
}

/** `Enhancer (enhancer) at chrT1:1-100: the mean of its bins`. */
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
 * Writes a mutagenesis: TSV and safetensors hold all changes as they are and centred, bedGraph the centred
 * value of the base that is there. Resolves with the number of records and bytes.
 */
export async function writeMutagenesis(
  map: Mutagenesis,
  path: string,
  options: {
    readonly format: MutagenesisFormat;
    readonly replaces?: Replaceable | undefined;
  },
): Promise<{ records: number; bytes: number }> {
  if (options.format === 'safetensors') return writeTensors(map, path, options);
  const lines = options.format === 'tsv' ? matrixLines(map) : scoreLines(map);
  const file = await StagedFile.open(path, { replaces: options.replaces });
  let records = -1;
  try {
    for (const line of lines) {
      await file.append(Buffer.from(line));
      records++;
    }
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { records, bytes: file.size };
}

/** The header, then a row a base; what has no value is left empty. */
function* matrixLines(map: Mutagenesis): Generator<string> {
  const { bases, changes, region } = map;
  const letters = [...mutagenesisBases];
  const columns = ['chrom', 'start', 'base', ...letters, ...letters.map((one) => `centred_${one}`)];
  const notes = commentLines([
    ...provenance(map),
    { key: 'A, C, G, T', text: 'readout with that base there minus the readout as it is' },
    { key: 'centred', text: 'the change minus the mean of the four' },
    { key: 'start', text: '0-based, in bp' },
  ]);
  yield `${notes}${columns.join('\t')}\n`;
  const centred = centredChanges(map);
  for (const [i, base] of [...bases].entries()) {
    const values = [...changes.subarray(4 * i, 4 * i + 4), ...centred.subarray(4 * i, 4 * i + 4)];
    const cells = values.map((value) => (Number.isNaN(value) ? '' : float32Text(value)));
    yield `${[region.contig, region.start + i, base, ...cells].join('\t')}\n`;
  }
}

/** bedGraph, 0-based half-open: genome.ucsc.edu/goldenPath/help/bedgraph.html; bases without a value are absent. */
function* scoreLines(map: Mutagenesis): Generator<string> {
  const { contig, start } = map.region;
  const notes = commentLines([
    ...provenance(map),
    {
      key: 'value',
      text: 'centred change of the base that is there: above 0 where substitutions lower the readout',
    },
  ]);
  const about = `description="In-silico mutagenesis, ${map.model.name} ${map.model.version}"`;
  yield `${notes}track type=bedGraph name="mutagenesis" ${about}\n`;
  for (const [i, value] of referenceScores(map).entries()) {
    if (Number.isNaN(value)) continue;
    yield `${[contig, start + i, start + i + 1, float32Text(value)].join('\t')}\n`;
  }
}

/** The rows of `[bases][4]` as columns, `[4][bases]`. */
function transposed(values: Float32Array): Float32Array {
  const length = values.length / 4;
  return values.map((_, i) => values[4 * (i % length) + Math.floor(i / length)]!);
}

async function writeTensors(
  map: Mutagenesis,
  path: string,
  { replaces }: { readonly replaces?: Replaceable | undefined },
): Promise<{ records: number; bytes: number }> {
  const { model, region, interval, bases, changes, tolerance, readout, value } = map;
  const length = bases.length;
  const metadata = {
    program: 'megabase',
    model: `${model.id} ${model.version}`,
    model_sha256: model.hash,
    engine: engineVersion,
    contig: region.contig,
    start_0_based: String(region.start),
    end_0_based_exclusive: String(region.end),
    read_in_one_pass: formatRegion(interval),
    tolerance: String(tolerance),
    readout: describeReadout(readout),
    ...(value !== undefined && { readout_unchanged: String(value) }),
    bases,
    axes: '[base that is put in: A, C, G, T; base of the region]',
    unit: 'changes: readout with that base minus without; centred: minus the mean of the four; NaN for N',
  };
  const spec = { dtype: 'F32', shape: [4, length] } as const;
  const tensors = { changes: spec, centred: spec, one_hot: spec };
  const file = await SafetensorsFile.create(path, tensors, metadata, { replaces });
  try {
    await file.write('changes', 0, transposed(changes));
    await file.write('centred', 0, transposed(centredChanges(map)));
    await file.write('one_hot', 0, transposed(oneHot(bases)));
    return { records: length, bytes: await file.finish() };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** `[bases][4]`: 1 for the base that is there. */
function oneHot(bases: string): Float32Array {
  const hot = new Float32Array(4 * bases.length);
  for (const [i, base] of [...bases].entries()) {
    const column = mutagenesisBases.indexOf(base);
    if (column >= 0) hot[4 * i + column] = 1;
  }
  return hot;
}

function provenance({
  model,
  region,
  interval,
  tolerance,
  readout,
  value,
}: Mutagenesis): HeaderNote[] {
  return modelNotes(model, [
    { key: 'engine', text: engineVersion },
    { key: 'region', text: `${formatRegion(region)} (1-based)` },
    { key: 'interval', text: `${formatRegion(interval)} (1-based) was read ${howRead(model)}` },
    { key: 'readout', text: describeReadout(readout) },
    ...(value === undefined ? [] : [{ key: 'readout, unchanged', text: float32Text(value) }]),
    { key: 'tolerance', text: String(tolerance) },
  ]);
}
