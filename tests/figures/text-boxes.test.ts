import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chromiumPath } from '../support/chromium.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { drawn } from './figure-files.ts';
import { expectClearTexts } from './text-boxes.ts';

const home = sharedFolder();

const longNames = Array.from({ length: 12 }, (_, i) => {
  const start = 312_000 + i * 1_200;
  return `chrT1\t${start}\t${start + 300}\ta mark with a long name, number ${i}\n`;
});

it.skipIf(chromiumPath === undefined).each([
  [180, 7, 'chrT1:312,001-327,000', true],
  [180, 7, 'chrT1:312,001-327,000', false],
  [85, 6, 'chrT1:270,001-400,000', true],
  [85, 8, 'chrT1:312,001-327,000', false],
  [120, 7, 'chrT1:314,101-314,200', true],
  [180, 10, 'chrT1:1-1,000,000', false],
])(
  'no label is clipped or covered: %d mm, %d pt, %s, font %s',
  async (width, size, region, hasFont) => {
    const folder = temporaryFolder();
    const marks = join(folder, 'marks.bed');
    writeFileSync(marks, longNames.join(''));
    const look = ['--width', String(width), '--font-size', String(size), '--region', region];
    const title = [
      '--title',
      'A title that is rather longer than a column of any journal is wide at all',
    ];
    const out = await drawn(home, join(folder, 'f.svg'), ...look, ...title, '--marks', marks);
    const texts = await expectClearTexts(readFileSync(out, 'utf8'), hasFont);
    expect(texts.length).toBeGreaterThan(8);
  },
);
