import { openFasta, type Fasta, type OpenFastaOptions } from './fasta/fasta.ts';
import { PlainSource } from './byte-source.ts';
import { openFile } from './open-file.ts';
import { openTwoBit, type TwoBit } from './twobit/twobit.ts';
import { isTwoBit } from './twobit/twobit-header.ts';

/**
 * Opens a genome, FASTA or 2bit as its first bytes say, not its name. The options are about the
 * index of a FASTA; a 2bit file carries its own. Throws what `openFasta` and `openTwoBit` throw.
 */
export async function openGenome(path: string, options: OpenFastaOptions): Promise<Fasta | TwoBit> {
  const handle = await openFile(path);
  let head: Uint8Array;
  try {
    head = await new PlainSource(path, handle).read(0, 4, options.signal);
  } finally {
    await handle.close();
  }
  return isTwoBit(head) ? openTwoBit(path) : openFasta(path, options);
}
