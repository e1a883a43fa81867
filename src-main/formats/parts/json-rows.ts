import { MegabaseError } from '../../contract/index.ts';
import type { Sink } from './part-bytes.ts';
import { sectionBlocks, type OpenPart } from './rows.ts';

const encoder = new TextEncoder();
const encode = (text: string) => encoder.encode(text);

/** Ends the list of rows, and the object. */
const tail = ']}';

/** Copies the rows of JSON files that follow each other, a row a line with a comma between. */
export async function copyJsonRows(parts: readonly OpenPart[], sink: Sink): Promise<void> {
  let isFirst = true;
  for (const { bytes } of parts) {
    for (let line = await bytes.line(); line !== tail; line = await bytes.line()) {
      if (line === undefined) await bytes.copyLines(1, sink);
      else if (line !== '') {
        await sink(encode(`${isFirst ? '' : ','}\n${line.replace(/,$/, '')}`));
        isFirst = false;
      }
    }
    await bytes.expectEnd();
  }
  await sink(encode(`\n${tail}\n`));
}

/**
 * Copies the regions of JSON files in the order of the whole: so many lines each, of which the last ends
 * with a comma where another region follows. A line of a track may be too long to be held.
 */
export async function copyJsonRegions(parts: readonly OpenPart[], sink: Sink): Promise<void> {
  let held: Uint8Array = encode('');
  let isFirst = true;
  // The last bytes of a region are held back until it is known what they are.
  const most = 2;
  const hold: Sink = async (bytes) => {
    const all = Buffer.concat([held, bytes]);
    const end = Math.max(0, all.length - most);
    held = Uint8Array.from(all.subarray(end));
    await sink(all.subarray(0, end));
  };
  for (const { part, lines } of sectionBlocks(parts, 0)) {
    await sink(encode(isFirst ? '\n' : ',\n'));
    isFirst = false;
    await part.bytes.copyLines(lines, hold);
    const text = Buffer.from(held).toString('latin1');
    held = encode('');
    await sink(encode(text.replace(/,?\n$/, '')));
  }
  for (const { path, bytes } of parts) {
    if ((await bytes.line()) !== tail) {
      const message = `${path} is not as Megabase wrote it: it does not end after its regions.`;
      throw new MegabaseError('file-damaged', message, { file: path });
    }
    await bytes.expectEnd();
  }
  await sink(encode(`\n${tail}\n`));
}
