/**
 * `node resources/release/icons/make-icons.ts`: draws the icons of application and project for every
 * system from their SVG, with librsvg's `rsvg-convert`. What it writes is kept in the repository, since
 * electron-builder would fetch a converter.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const drawings = {
  app: join(here, '../../icon.svg'),
  project: join(here, 'project.svg'),
};

/** Sizes in pixels that Linux desktops ask for. */
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];

for (const [name, svg] of Object.entries(drawings)) {
  const png = (size: number) =>
    execFileSync('rsvg-convert', ['-w', String(size), '-h', String(size), svg]);
  writeFileSync(join(here, `${name}.icns`), icns(png));
  writeFileSync(join(here, `${name}.ico`), ico(png));
  mkdirSync(join(here, name), { recursive: true });
  for (const size of linuxSizes) {
    writeFileSync(join(here, name, `${size}x${size}.png`), png(size));
  }
}

/** Apple's container: `icns`, its length, then entries of type, length and PNG. */
function icns(png: (size: number) => Buffer): Buffer {
  const types = {
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic13: 256,
    ic08: 256,
    ic14: 512,
    ic09: 512,
    ic10: 1024,
  };
  const entries = Object.entries(types).map(([type, size]) => {
    const data = png(size);
    return Buffer.concat([Buffer.from(type, 'latin1'), uint32be(data.length + 8), data]);
  });
  const body = Buffer.concat(entries);
  return Buffer.concat([Buffer.from('icns', 'latin1'), uint32be(body.length + 8), body]);
}

/** Windows' container: a header, an entry of 16 bytes for each picture, then the PNGs. */
function ico(png: (size: number) => Buffer): Buffer {
  const pictures = [16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, data: png(size) }));
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let at = header.length;
  for (const [i, { size, data }] of pictures.entries()) {
    const entry = 6 + 16 * i;
    // A byte, in which 0 stands for 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    // One plane of 32 bits a pixel.
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(data.length, entry + 8);
    header.writeUInt32LE(at, entry + 12);
    at += data.length;
  }
  return Buffer.concat([header, ...pictures.map(({ data }) => data)]);
}

function uint32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
