import { defined, MegabaseError } from '../../contract/index.ts';
import {
  noPart,
  partKey,
  readPartNote,
  type PartNote,
  type Replaceable,
} from '../../formats/output/index.ts';
import { checkParts, mergedKey, mergedText } from '../../formats/parts/index.ts';
import { Safetensors } from '../../formats/safetensors/index.ts';
import { asRows, writeMatrices } from './write-matrices.ts';

/** A part's matrix with what its file says. */
interface MatrixPart {
  readonly path: string;
  readonly note: PartNote;
  readonly metadata: ReadonlyMap<string, string>;
  readonly bases: string;
  /** As `Mutagenesis.changes`. */
  readonly changes: Float32Array;
}

/**
 * Puts the matrices of parts together, in any order, as the whole run writes them. Memory holds them: 50,000
 * bases are 2 MB. Errors: `parts-differ` unless they are all shards of one mutagenesis, each once;
 * `safetensors-format`, `file-damaged`; those of writing.
 */
export async function mergeMatrices(
  paths: readonly string[],
  out: string,
  options: { readonly replaces?: Replaceable | undefined },
): Promise<{ readonly shards: number; readonly bytes: number }> {
  const parts = checkParts(paths.map(readPart));
  const { note, metadata } = defined(parts[0]);
  const { [partKey]: _, ...shared } = Object.fromEntries(metadata);
  // Another machine may have another last digit.
  const values = new Set(parts.flatMap((part) => part.metadata.get('readout_unchanged') ?? []));
  const bases = parts.map((part) => part.bases).join('');
  const changes = Float32Array.from(parts.flatMap((part) => [...part.changes]));
  const own = {
    ...shared,
    end_0_based_exclusive: parts.at(-1)?.metadata.get('end_0_based_exclusive') ?? '',
    ...(values.size > 0 && { readout_unchanged: [...values].join(', ') }),
    bases,
    [mergedKey]: mergedText(note),
  };
  const { bytes } = await writeMatrices({ bases, changes }, out, { ...options, metadata: own });
  return { shards: note.shard.count, bytes };
}

function readPart(path: string): MatrixPart {
  const file = Safetensors.open(path);
  try {
    const { metadata } = file;
    const text = metadata.get(partKey);
    if (text === undefined) throw noPart(path);
    const note = readPartNote(text, path);
    const bases = metadata.get('bases') ?? '';
    const [from = 0, to = 0] = note.records ?? [];
    const shape = file.tensors.get('changes')?.shape.join(' x ') ?? 'none';
    if (bases.length !== to - from || shape !== `4 x ${bases.length}`) {
      const message =
        `${path} is not as Megabase wrote it: its shard has ${to - from} bases, the file names ` +
        `${bases.length}, its changes are ${shape}.`;
      throw new MegabaseError('file-damaged', message, { file: path });
    }
    return { path, note, metadata, bases, changes: asRows(file.floats('changes')) };
  } finally {
    file.close();
  }
}
