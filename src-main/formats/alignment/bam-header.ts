import { MegabaseError } from '../../contract/index.ts';
import { virtualBlocks, type IndexedFile } from '../bgzip/index.ts';
import { parseSamHeader, type AlignmentHeader } from './sam-header.ts';

/** Longest header, bytes; that of a genome of a million contigs is smaller. */
const maxHeaderBytes = 1 << 28;

/** The text of the header, and of the binary list of contigs that follows it. */
export async function readBamHeader(file: IndexedFile, size: number): Promise<AlignmentHeader> {
  const whole = {
    minv: { blockPosition: 0, dataPosition: 0 },
    maxv: { blockPosition: size, dataPosition: 0 },
  };
  const blocks: Uint8Array[] = [];
  let length = 0;
  let needed = 12;
  for await (const block of virtualBlocks(file, whole)) {
    blocks.push(block);
    length += block.length;
    if (length < needed) continue;
    const bytes = Buffer.concat(blocks.splice(0));
    blocks.push(bytes);
    const header = parseBamHeader(file.path, bytes);
    if (typeof header !== 'number') return header;
    // Twice as much the next time, or a header of many blocks is put together once for each.
    needed = Math.max(header, 2 * length);
    if (header > maxHeaderBytes) break;
  }
  const header = blocks.length > 0 ? parseBamHeader(file.path, Buffer.concat(blocks)) : 0;
  if (typeof header !== 'number') return header;
  throw new MegabaseError('alignment-format', `${file.path} ends inside its header.`);
}

/** The number of bytes that are needed at least, where there are fewer. SAM specification, 4.2. */
function parseBamHeader(path: string, bytes: Buffer): AlignmentHeader | number {
  const magic = bytes.toString('latin1', 0, 4);
  if (bytes.length >= 4 && magic !== 'BAM\u0001') {
    throw new MegabaseError(
      'alignment-format',
      `${path} is BGZF-compressed like BAM, but begins with ${JSON.stringify(magic)}.`,
    );
  }
  if (bytes.length < 8) return 12;
  const textEnd = 8 + length(path, bytes, 4);
  if (bytes.length < textEnd + 4) return textEnd + 4;
  const count = length(path, bytes, textEnd);
  const contigs: { name: string; length: number }[] = [];
  let at = textEnd + 4;
  for (let i = 0; i < count; i++) {
    if (bytes.length < at + 4) return at + 4;
    const nameEnd = at + 4 + length(path, bytes, at);
    if (bytes.length < nameEnd + 4) return nameEnd + 4;
    const name = bytes.toString('utf8', at + 4, nameEnd - 1);
    contigs.push({ name, length: length(path, bytes, nameEnd) });
    at = nameEnd + 4;
  }
  return { ...parseSamHeader(bytes.toString('utf8', 8, textEnd)), contigs };
}

function length(path: string, bytes: Buffer, at: number): number {
  const found = bytes.readInt32LE(at);
  if (found >= 0) return found;
  throw new MegabaseError(
    'alignment-format',
    `${path} says a length of ${found} at byte ${at} of its header.`,
  );
}
