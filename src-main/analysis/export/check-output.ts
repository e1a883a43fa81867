import { MegabaseError, type TrackInfo } from '../../contract/index.ts';
import { chooseThreshold } from './choose-threshold.ts';
import { chooseFormat, formats } from './formats.ts';
import { StagedFile } from '../../formats/output/index.ts';

/**
 * Checks whether these tracks can be written in that way and at that place, so that nobody waits for
 * a pass whose result then has nowhere to go. Leaves nothing behind.
 *
 * Errors: `output-format`, `output-unwritable`, `disk-full`, `usage` (a threshold that is missing,
 * no number, or of no use).
 */
export async function checkOutput(output: {
  readonly path: string;
  readonly format?: string | undefined;
  readonly threshold?: number | undefined;
  readonly tracks: readonly TrackInfo[];
}): Promise<void> {
  const { path, threshold, tracks } = output;
  const { format } = chooseFormat(path, output.format);
  if (formats[format].needsThreshold) chooseThreshold(tracks, threshold);
  else if (threshold !== undefined) {
    throw new MegabaseError(
      'usage',
      `A threshold is for bed and gff3; ${format} holds every value.`,
    );
  }
  await checkWritable(path);
}

/** Checks whether a file can be made there. Errors: `output-unwritable`, `disk-full`. */
export async function checkWritable(path: string): Promise<void> {
  const file = await StagedFile.open(path);
  await file.discard();
}
