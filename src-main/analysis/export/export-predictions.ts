import { checkRequest } from './check-request.ts';
import type {
  ExportFormat,
  ExportRequest,
  StagedOutput,
  WrittenFile,
} from '../../formats/track-values/index.ts';
import { formats } from './formats.ts';

/**
 * Writes predictions to a file, or to one file per track where the format holds one track a file.
 * All files are complete before the first takes its name; until then, and after any error, what
 * stood under those names stays.
 *
 * Errors: `output-format`, `output-unwritable`, `disk-full`, `usage`, `contig-unknown`,
 * `region-outside`, and `cancelled` once `signal` is aborted.
 */
export async function exportPredictions(request: ExportRequest): Promise<WrittenFile[]> {
  const { format, job } = checkRequest(request);
  return commitAll(format, await formats[format].write(job));
}

async function commitAll(
  format: ExportFormat,
  outputs: readonly StagedOutput[],
): Promise<WrittenFile[]> {
  try {
    for (const { file } of outputs) await file.commit();
  } catch (error) {
    // Those that already took their name are complete; the rest must leave nothing behind.
    for (const { file } of outputs) await file.discard();
    throw error;
  }
  return outputs.map(({ file, track, records, leftOut }) => {
    return { path: file.path, format, track, records, bytes: file.size, leftOut };
  });
}
