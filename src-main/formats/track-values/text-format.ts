import { bgzfBlock, bgzfBlockSize, bgzfEnd } from '../bgzip/index.ts';
import type { ExportJob, FormatWriter, StagedOutput } from './export-format.ts';
import { throwIfCancelled, StagedFile } from '../output/index.ts';

/** How much a text file tells: see `StagedOutput`. */
interface Tally {
  readonly records: number;
  readonly leftOut: number;
}

/** A text, piece by piece, a piece being a few lines to a few thousand. */
export type TextPieces = Generator<string, Tally, undefined>;

/** Characters collected before they are written. */
const batchLength = 1 << 16;

/** A text format of one file from the function that makes its text. */
export function textFormat(
  endings: readonly string[],
  pieces: (job: ExportJob) => TextPieces,
  { needsThreshold = false } = {},
): FormatWriter {
  return {
    endings,
    text: true,
    needsThreshold,
    paths: (path) => [path],
    write: async (job) => [await stageText(job, pieces(job))],
  };
}

async function stageText(job: ExportJob, pieces: TextPieces): Promise<StagedOutput> {
  throwIfCancelled(job.signal, job.path);
  const file = await StagedFile.open(job.path, { replaces: job.replaces });
  try {
    const tally = await appendPieces(file, job, pieces);
    if (job.compressed) await file.append(bgzfEnd);
    return { file, ...tally };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function appendPieces(file: StagedFile, job: ExportJob, pieces: TextPieces): Promise<Tally> {
  let batch = '';
  for (;;) {
    const next = pieces.next();
    if (next.done !== true) batch += next.value;
    if (batch.length >= batchLength || next.done === true) {
      await appendText(file, batch, job.compressed);
      // Also lets other work have its turn, and so whoever wants to stop this.
      throwIfCancelled(job.signal, job.path);
      batch = '';
    }
    if (next.done === true) return next.value;
  }
}

async function appendText(file: StagedFile, text: string, compressed: boolean): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  if (!compressed) return file.append(bytes);
  for (let start = 0; start < bytes.length; start += bgzfBlockSize) {
    await file.append(await bgzfBlock(bytes.subarray(start, start + bgzfBlockSize)));
  }
}
