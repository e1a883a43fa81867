import { MegabaseError, defined } from '../../contract/index.ts';
import { blockSize } from '../bgzip/index.ts';
import { PlainSource, openFile } from '../bytes/index.ts';
import type { Alignment, BasesOf } from './alignment.ts';
import { openBam } from './bam.ts';
import { openCram } from './cram.ts';

/**
 * Opens a BAM or CRAM file in this process (see `openAlignment`), told by its first bytes, with `index`, or the one beside it (`.bai`,
 * `.csi`, `.crai`). CRAM keeps no bases of its own: `genome` is where they are read. Throws `file-missing`,
 * `file-unreadable`, `alignment-format` for another kind of file and one that is cut short, and
 * `alignment-index` where there is none or it cannot be read.
 */
export async function parseAlignment(
  path: string,
  {
    genome,
    index,
    onNote,
  }: {
    readonly genome: BasesOf;
    readonly index?: string | undefined;
    readonly onNote?: (note: string) => void;
  },
): Promise<Alignment> {
  const handle = await openFile(path);
  try {
    const bytes = new PlainSource(path, handle);
    const { size } = await handle.stat();
    const head = await bytes.read(0, 1024);
    const file = { path, handle, bytes, size };
    if (Buffer.from(head.subarray(0, 4)).toString('latin1') === 'CRAM') {
      return await openCram(file, defined(head[4]), { genome, index, onNote });
    }
    if (blockSize(head) !== undefined) return await openBam(file, { index, onNote });
    const found = JSON.stringify(Buffer.from(head.subarray(0, 8)).toString('latin1'));
    throw new MegabaseError(
      'alignment-format',
      `${path} is neither BAM nor CRAM; it begins with ${found}.`,
    );
  } catch (error) {
    await handle.close();
    throw error;
  }
}
