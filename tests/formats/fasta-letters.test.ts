import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { bgzip, randomLetters, scratch, seeded, wrap } from './fixtures.ts';

const { folder, write } = scratch();
const indexFolder = join(folder, 'index');

function open(path: string, notes: string[] = []) {
  return openFasta(path, { indexFolder, onNote: (note) => notes.push(note) });
}

/** Letters of a protein, as often as they are in vertebrates. */
const protein = (length: number) =>
  randomLetters(
    seeded(5),
    length,
    'AAAAAAACCDDDDDEEEEEEFFFFGGGGGGGHHIIIIKKKKKKKLLLLLLLLMMNNNNPPPPPQQQQRRRRSSSSSSSSTTTTTTVVVVVVWYYY',
  );

it('RNA is read as DNA, in its case, with one note', async () => {
  for (const content of ['>r one\nACGUu\nRyUN\n', bgzip('>r one\nACGUu\nRyUN\n', 7)]) {
    const notes: string[] = [];
    const path = write('rna.fa', content);
    const fasta = await open(path, notes);
    expect(await fasta.fetch({ contig: 'r', start: 0, end: 9 })).toBe('ACGTtRyTN');
    expect(await fasta.fetch({ contig: 'r', start: 3, end: 5 })).toBe('Tt');
    expect(notes).toEqual([`${path} is RNA (r): U is read as T.`]);
    await fasta.close();
  }
});

it('a protein is refused at once, with its line and what stands there', async () => {
  const text = `>sp|P1 one\n${wrap(`MKT${protein(300)}`, 60)}`;
  for (const content of [text, bgzip(text, 50)]) {
    const path = write('protein.fa', content);
    await expect(open(path)).rejects.toMatchObject({
      code: 'fasta-format',
      file: path,
      line: 2,
      found: expect.stringMatching(/^[EFILPQ]/) as string,
      expected: 'A, C, G, T, U, N and the codes of IUPAC',
      message: expect.stringMatching(
        /"sp\|P1" is not a nucleotide sequence: \d+ of 303 letters/,
      ) as string,
    });
  }
});

it('a protein after many contigs is refused where it is read, and they are not', async () => {
  const contig = (i: number) => `>c${i}\n${wrap(randomLetters(seeded(i), 200), 60)}`;
  const contigs = Array.from({ length: 6 }, (_, i) => contig(i)).join('');
  const path = write('mixed.fa', `${contigs}>p\n${wrap(protein(200), 60)}`);
  const fasta = await open(path);
  expect(await fasta.fetch({ contig: 'c5', start: 0, end: 200 })).toHaveLength(200);
  await expect(fasta.fetch({ contig: 'p', start: 190, end: 195 })).rejects.toMatchObject({
    code: 'fasta-format',
    line: 32,
  });
  await fasta.close();
});

it('letters that are no nucleotides inside a long contig are refused where they are read', async () => {
  const path = write(
    'inner.fa',
    `>c\n${'ACGT'.repeat(5000)}\n${protein(400)}${'ACGT'.repeat(4900)}\n`,
  );
  const fasta = await open(path);
  expect(await fasta.fetch({ contig: 'c', start: 0, end: 10_000 })).toHaveLength(10_000);
  await expect(fasta.fetch({ contig: 'c', start: 20_000, end: 20_400 })).rejects.toMatchObject({
    code: 'fasta-format',
    line: 3,
  });
  await fasta.close();
});

it.each([
  ['all codes of IUPAC', 'RYSWKMBDHVN'.repeat(20)],
  ['what is masked by X', 'ACGT'.repeat(5) + 'X'.repeat(200)],
  ['a stray letter', `${'ACGT'.repeat(50)}E${'ACGT'.repeat(50)}`],
])('%s is read', async (_, letters) => {
  const fasta = await open(write('odd.fa', `>c\n${letters}\n`));
  expect(await fasta.fetch({ contig: 'c', start: 0, end: letters.length })).toBe(letters);
  await fasta.close();
});
