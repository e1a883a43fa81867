import { MegabaseError } from '../../contract/index.ts';
import { openFasta, type Fasta, type OpenFastaOptions } from '../fasta/index.ts';
import { PlainSource, openFile } from '../bytes/index.ts';
import { CutGenome } from './cut-genome.ts';
import { cutNames } from './cut-names.ts';
import { openTwoBit, type TwoBit, isTwoBit } from '../twobit/index.ts';

/**
 * Opens a genome, FASTA or 2bit as its first bytes say, not its name. The options are about the
 * index of a FASTA; a 2bit file carries its own. A FASTA that was cut out of contigs, as its headers say
 * (`>chr4:100-200`), is known by their names and positions, with a note. Throws what `openFasta` and `openTwoBit` throw.
 */
export async function openGenome(path: string, options: OpenFastaOptions): Promise<Fasta | TwoBit> {
  const handle = await openFile(path);
  let head: Uint8Array;
  try {
    head = await new PlainSource(path, handle).read(0, 4, options.signal);
  } finally {
    await handle.close();
  }
  if (isTwoBit(head)) {
    if (options.index === undefined) return openTwoBit(path);
    throw new MegabaseError(
      'usage',
      `${path} is 2bit, which has its own index in it; leave out ${options.index}.`,
    );
  }
  const fasta = await openFasta(path, options);
  const { parts, notes } = cutNames(path, fasta.contigs);
  for (const note of notes) options.onNote?.(note);
  return parts.length === 0 ? fasta : new CutGenome(fasta, parts);
}
