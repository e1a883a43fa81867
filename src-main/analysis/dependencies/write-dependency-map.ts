import { dependenciesOf, type DependencyMap } from '../../contract/index.ts';
import {
  float32Text,
  commentLines,
  endingsOf,
  formatByEnding,
  type HeaderNote,
  writeWholeFile,
  type Replaceable,
} from '../../formats/output/index.ts';
import {
  tableFormats,
  writeTable,
  type Column,
  type TableRow,
  type TableHead,
} from '../../formats/table/index.ts';
import { SafetensorsFile } from '../../formats/safetensors/index.ts';
import { baseMapMetadata, baseMapNotes } from '../perturbations/index.ts';

const dependencyFormats = {
  ...tableFormats,
  ...endingsOf(['safetensors', 'bedpe'] as const, { text: false }),
};
export type DependencyFormat = keyof typeof dependencyFormats;

/** The format that a file's ending asks for. Error: `output-format`. */
export function dependencyFormat(path: string, name?: string): DependencyFormat {
  return formatByEnding(path, name, dependencyFormats, { of: 'dependencies' });
}

/** The dependency from which on a pair is an arc where nobody says otherwise: the odds times e. */
export const defaultArc = 1;

/**
 * Writes a map: tables and safetensors hold the matrix, BEDPE the pairs of at least `threshold`, the
 * substituted base first. Resolves with the number of records and bytes.
 */
export async function writeDependencyMap(
  map: DependencyMap,
  path: string,
  options: {
    readonly format: DependencyFormat;
    readonly threshold: number;
    readonly replaces?: Replaceable | undefined;
  },
): Promise<{ records: number; bytes: number }> {
  const { format, threshold, replaces } = options;
  if (format === 'safetensors') return writeTensor(map, path, options);
  if (format !== 'bedpe') {
    return writeTable(path, matrixRows(map), { format, replaces, head: matrixHead(map) });
  }
  const arcs = dependenciesOf(map, threshold);
  const bytes = await writeWholeFile(path, arcLines(map, arcs, threshold), { replaces });
  return { records: arcs.length, bytes };
}

function matrixHead(map: DependencyMap): TableHead {
  const { bases, region } = map;
  const notes = [
    ...provenance(map),
    { key: 'rows', text: 'the substituted base: its start, 0-based, and its letter' },
    { key: 'columns', text: 'the base that depends on it, by its start, 0-based' },
  ];
  const columns: Column[] = [
    { name: 'chrom', kind: 'text', about: 'contig' },
    { name: 'start', kind: 'integer', unit: 'bp', about: '0-based' },
    { name: 'base', kind: 'text', about: 'the base that was substituted' },
    ...Array.from(bases, (_, i): Column => {
      return { name: String(region.start + i), kind: 'float32', unit: 'ln odds' };
    }),
  ];
  return { notes, columns, empty: '' };
}

/** One row a base; what has no value is left empty. */
function* matrixRows({ bases, values, region }: DependencyMap): Generator<TableRow> {
  const n = bases.length;
  for (let i = 0; i < n; i++) {
    const row = [...values.subarray(i * n, (i + 1) * n)];
    const cells = row.map((value) => (Number.isNaN(value) ? undefined : value));
    yield [region.contig, region.start + i, bases[i], ...cells];
  }
}

/** BEDPE: bedtools.readthedocs.io, General usage; 0-based half-open. */
function* arcLines(
  map: DependencyMap,
  arcs: ReturnType<typeof dependenciesOf>,
  threshold: number,
): Generator<string> {
  const { region, bases } = map;
  const { contig } = region;
  yield commentLines([
    ...provenance(map),
    { key: 'threshold', text: `${threshold}: pairs with this dependency or more` },
    { key: 'ends', text: 'the substituted base first, then the one that depends on it' },
  ]);
  yield '#chrom1\tstart1\tend1\tchrom2\tstart2\tend2\tname\tscore\tstrand1\tstrand2\n';
  for (const { from, to, value } of arcs) {
    const [a, b] = [region.start + from, region.start + to];
    const name = `${bases[from]}${a + 1}>${bases[to]}${b + 1}`;
    yield `${[contig, a, a + 1, contig, b, b + 1, name, float32Text(value), '.', '.'].join('\t')}\n`;
  }
}

async function writeTensor(
  map: DependencyMap,
  path: string,
  { replaces }: { readonly replaces?: Replaceable | undefined },
) {
  const { bases, values } = map;
  const n = bases.length;
  const metadata = baseMapMetadata(map, {
    bases,
    unit: 'change of ln(p / (1 - p)); [substituted base, dependent base]',
  });
  const file = await SafetensorsFile.create(
    path,
    { dependencies: { dtype: 'F32', shape: [n, n] } },
    metadata,
    { replaces },
  );
  try {
    await file.write('dependencies', 0, values);
    return { records: n, bytes: await file.finish() };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function provenance(map: DependencyMap): HeaderNote[] {
  return baseMapNotes(map, [
    {
      key: 'value',
      text: 'largest change of ln(p / (1 - p)) of any base by any substitution',
    },
  ]);
}
