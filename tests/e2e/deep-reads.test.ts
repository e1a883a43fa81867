import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { hasSamtools, samtools } from '../formats/fixtures.ts';
import { Random } from '../support/random.ts';
import { closeNotice, colorsOf, drawing, goTo, listed, patience, row } from './steps.ts';
import { describeWindow } from './window.ts';

const bam = 'deep.bam';
const length = 20_000;
/** Where all reads begin. */
const first = 5_000;
const span = 900;
const count = 12_000;

describeWindow('reads deeper than are drawn', (windowTest) => {
  windowTest(
    'are all counted, and what is not drawn is said where it is looked at',
    async ({ home, open }) => {
      const folder = join(home, 'data');
      writeDeepReads(folder);
      const { page, pickFiles, shoot } = await open();
      const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
      await button('Open a genome').click();
      await pickFiles(folder, ['deep.fa']);
      await button(/^Add files/).click();
      await pickFiles(folder, [bam]);
      await closeNotice(page, /was added/);
      await listed(page, bam);

      await goTo(page, 'c:4,901-6,100');
      await expect.poll(() => colorsOf(page, bam), patience).toBeGreaterThan(1);
      // Of the reads of a tile of 100 bp a thousand are drawn: nine tiles are full.
      const cell = row(page, bam);
      await cell
        .getByText(`${(count - 9 * 1000).toLocaleString('en-US')} reads not drawn`)
        .waitFor();
      await shoot('deep reads');

      // What is told of a base is what samtools counts there.
      await goTo(page, 'c:5,401-5,501');
      await expect.poll(() => colorsOf(page, bam), patience).toBeGreaterThan(1);
      const { width } = (await drawing(page, bam).boundingBox())!;
      const depth = samtools('depth', '-d', '0', '-r', 'c:5451-5451', join(folder, bam));
      const total = Number(depth.split('\t')[2]);
      expect(total).toBeGreaterThan(1000);
      await drawing(page, bam).click({ position: { x: width / 2, y: 30 } });
      const card = page.getByLabel('Selected feature');
      await card.getByText(total.toLocaleString('en-US'), { exact: true }).first().waitFor();

      // Nothing is left out where no read is.
      await goTo(page, 'c:8,001-9,000');
      await expect.poll(() => cell.getByText('not drawn').count(), patience).toBe(0);
    },
    { skip: !hasSamtools },
  );
});

function writeDeepReads(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const random = new Random(5);
  const letters = Array.from({ length }, () => 'ACGT'[random.below(4)]).join('');
  writeFileSync(join(folder, 'deep.fa'), `>c\n${letters}\n`);
  const reads = Array.from({ length: count }, (_, i) => {
    // As many in each tile of 100 bp.
    const start = first + (i % span);
    const bases = letters.slice(start, start + 100);
    return `r${i}\t0\tc\t${start + 1}\t60\t100M\t*\t0\t0\t${bases}\t${'I'.repeat(100)}`;
  });
  const sam = join(folder, 'deep.sam');
  writeFileSync(sam, `@HD\tVN:1.6\n@SQ\tSN:c\tLN:${length}\n${reads.join('\n')}\n`);
  samtools('sort', '-o', join(folder, bam), sam);
  samtools('index', join(folder, bam));
}
