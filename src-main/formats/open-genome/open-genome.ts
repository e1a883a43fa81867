import { openFasta, type Fasta, type OpenFastaOptions } from '../fasta/index.ts';
import { PlainSource, openFile } from '../bytes/index.ts';
import { openTwoBit, type TwoBit, isTwoBit } from '../twobit/index.ts';

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
