import { MegabaseError, type TrackInfo } from '../../contract/index.ts';
import { outputTarget, type Replaceable } from '../../formats/output/index.ts';
import { checkOutputs } from './check-outputs.ts';
import { chooseThreshold } from './choose-threshold.ts';
import { chooseFormat, formats } from './formats.ts';

/**
 * Checks whether these tracks can be written in that way and at that place, so that nobody waits for
 * a pass whose result then has nowhere to go. Leaves nothing behind. Gives the files that stand there
 * already, which are replaced only where a person agrees to it.
 *
 * Errors: `output-format`, `usage` (a threshold that is missing, no number, or of no use), and those of
 * `checkOutputs`.
 */
export async function checkOutput(output: {
  readonly path: string;
  readonly format?: string | undefined;
  readonly threshold?: number | undefined;
  readonly tracks: readonly TrackInfo[];
  /** Files that are read, of which none is written over. */
  readonly inputs?: readonly string[];
}): Promise<Replaceable> {
  const { path, threshold, tracks, inputs = [] } = output;
  const { format } = chooseFormat(path, output.format);
  if (formats[format].needsThreshold) chooseThreshold(tracks, threshold);
  else if (threshold !== undefined) {
    throw new MegabaseError(
      'usage',
      `A threshold is for bed and gff3; ${format} holds every value.`,
    );
  }
  const ids = tracks.map(({ id }) => id);
  const files = formats[format].paths(path, ids);
  if (files.length > 1 && (await outputTarget(path)).kind === 'stream') {
    throw new MegabaseError(
      'output-format',
      `${format} has one track a file, and ${path} takes one: choose one of ${ids.join(', ')}.`,
    );
  }
  return checkOutputs(files, inputs);
}
