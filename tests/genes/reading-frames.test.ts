import { expect, it } from 'vitest';
import { readingFrames, seededRandom } from '../../src-main/sequence/index.ts';

const frame = `ATG${'GCC'.repeat(10)}TAA`;
const complement: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };
const reversed = (sequence: string) =>
  [...sequence]
    .reverse()
    .map((base) => complement[base])
    .join('');

it('a reading frame is found on either strand with its first ATG and its stop', () => {
  const end = 2 + frame.length;
  expect(readingFrames(`CC${frame}CC`, 30)).toEqual([{ start: 2, end, strand: '+' }]);
  expect(readingFrames(`CC${reversed(frame)}CC`.toLowerCase(), 30)).toEqual([
    { start: 2, end, strand: '-' },
  ]);
  // An ATG inside begins no frame of its own.
  const nested = `ATG${'GCC'.repeat(3)}${frame}`;
  expect(readingFrames(nested, 30)).toEqual([{ start: 0, end: nested.length, strand: '+' }]);
});

it.each([
  ['is shorter than asked for', frame, frame.length + 1],
  ['has no stop before the end', frame.slice(0, -3), 0],
  ['is shifted by one base', `ATG${'GCC'.repeat(5)}G${'GCC'.repeat(5)}TAA`, 0],
  ['has an N in its stop', frame.replace('TAA', 'TNA'), 0],
])('a frame that %s is none', (_, sequence, minLength) => {
  expect(readingFrames(sequence, minLength)).toEqual([]);
});

it('every frame of a random sequence starts with ATG and holds one stop, at its end', () => {
  const random = seededRandom(7);
  const sequence = Array.from({ length: 20_000 }, () => 'ACGT'[Math.floor(4 * random())]).join('');
  const frames = readingFrames(sequence, 60);
  expect(frames.length).toBeGreaterThan(50);
  for (const { start, end, strand } of frames) {
    const text = sequence.slice(start, end);
    const codons = (strand === '+' ? text : reversed(text)).match(/.{3}/g)!;
    expect(codons[0]).toBe('ATG');
    expect(codons.findIndex((codon) => /^(TAA|TAG|TGA)$/.test(codon))).toBe(codons.length - 1);
    expect((end - start) % 3).toBe(0);
  }
});
