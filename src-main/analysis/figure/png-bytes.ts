import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { mmPerInch, type Figure } from './figure.ts';
import { fontFiles } from './fonts.ts';
import { notesText, programText } from './notes.ts';
import { svgText } from './svg-text.ts';

/** Once bundled, the module lies beside what loads it. */
const beside = join(import.meta.dirname, 'resvg.wasm');

let ready: Promise<void> | undefined;

async function start(): Promise<void> {
  const path = existsSync(beside)
    ? beside
    : createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
  await initWasm(await readFile(path));
}

/** The figure as pixels, so many an inch, on white; the file says how large they are and what made it. */
export async function pngBytes(figure: Figure, dpi: number): Promise<Uint8Array> {
  await (ready ??= start());
  const fontBuffers = await Promise.all(Object.values(fontFiles).map((path) => readFile(path)));
  const picture = new Resvg(svgText(figure), {
    background: 'white',
    fitTo: { mode: 'width', value: Math.round((figure.width / mmPerInch) * dpi) },
    font: { fontBuffers, defaultFontFamily: 'Arimo', sansSerifFamily: 'Arimo' },
  });
  try {
    const pixels = picture.render();
    const png = pixels.asPng();
    pixels.free();
    return withNotes(png, figure, dpi);
  } finally {
    picture.free();
  }
}

/** Bytes of the signature and of the header, which comes first: its length, type, content and checksum. */
const headEnd = 8 + 4 + 4 + 13 + 4;

/** Adds chunks after the header (PNG 3, section 11.3): size, title, program and what made it. */
function withNotes(png: Uint8Array, { title, notes }: Figure, dpi: number): Uint8Array {
  const perMetre = Buffer.alloc(9);
  perMetre.writeUInt32BE(Math.round((dpi * 1000) / mmPerInch), 0);
  perMetre.writeUInt32BE(Math.round((dpi * 1000) / mmPerInch), 4);
  perMetre[8] = 1;
  return Buffer.concat([
    png.subarray(0, headEnd),
    chunk('pHYs', perMetre),
    text('Title', title),
    text('Software', programText()),
    text('Description', notesText(notes)),
    png.subarray(headEnd),
  ]);
}

/** tEXt where Latin-1 has all the letters, iTXt where it has not. */
function text(keyword: string, value: string): Buffer {
  const plain = value.replaceAll('\0', '');
  const isLatin = [...plain].every((letter) => (letter.codePointAt(0) ?? 0) < 256);
  if (isLatin) return chunk('tEXt', Buffer.from(`${keyword}\0${plain}`, 'latin1'));
  // Compressed by method 0; no language, no other keyword.
  const head = Buffer.from(`${keyword}\0\u0001\0\0\0`, 'latin1');
  return chunk('iTXt', Buffer.concat([head, deflateSync(Buffer.from(plain))]));
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
