import { centredChanges, mutagenesisBases, type Mutagenesis } from '../../contract/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import { SafetensorsFile } from '../../formats/safetensors/index.ts';

/** Writes safetensors: `changes`, `centred` and `one_hot`, each F32 `[A, C, G, T; bases]`. */
export async function writeMatrices(
  map: Pick<Mutagenesis, 'bases' | 'changes'>,
  path: string,
  options: {
    readonly metadata: Readonly<Record<string, string>>;
    readonly replaces?: Replaceable | undefined;
  },
): Promise<{ records: number; bytes: number }> {
  const { bases, changes } = map;
  const { metadata, replaces } = options;
  const records = bases.length;
  const spec = { dtype: 'F32', shape: [4, records] } as const;
  const tensors = { changes: spec, centred: spec, one_hot: spec };
  const file = await SafetensorsFile.create(path, tensors, metadata, { replaces });
  try {
    await file.write('changes', 0, asColumns(changes));
    await file.write('centred', 0, asColumns(centredChanges(map)));
    await file.write('one_hot', 0, asColumns(oneHot(bases)));
    return { records, bytes: await file.finish() };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The rows of `[bases][4]` as columns, `[4][bases]`. */
function asColumns(values: Float32Array): Float32Array {
  const length = values.length / 4;
  return values.map((_, i) => values[4 * (i % length) + Math.floor(i / length)]!);
}

/** The columns of `[4][bases]` as rows, `[bases][4]`. */
export function asRows(values: Float32Array): Float32Array {
  const length = values.length / 4;
  return values.map((_, i) => values[length * (i % 4) + Math.floor(i / 4)]!);
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
