import { expect, test } from 'vitest';
import { float32Text } from '../../src-main/formats/output/index.ts';
import { seededRandom } from './support.ts';

test('every bit pattern of a finite float32 reads back as the same number', () => {
  const random = seededRandom(1);
  const bits = Uint32Array.from({ length: 200_000 }, () => Math.floor(random() * 2 ** 32));
  const wrong = Array.from(new Float32Array(bits.buffer))
    .filter(Number.isFinite)
    .filter((value) => Math.fround(Number(float32Text(value))) !== value);
  expect(wrong).toEqual([]);
});

test('probabilities read back as the same number and take no more than nine digits', () => {
  const random = seededRandom(2);
  const wrong = Array.from({ length: 100_000 }, () => Math.fround(random())).filter((value) => {
    const text = float32Text(value);
    const digits = text.replace(/e.*$/, '').replace(/^0\.0*/, '');
    return Math.fround(Number(text)) !== value || digits.length > 9;
  });
  expect(wrong).toEqual([]);
});

test.each([0.1, -0.1, 0.5, 1e-7, 3e-39, 123456, 16777216, 1e20, -2.5e-30, 0.3])(
  '%d is written with no more digits than it was given with',
  (value) => {
    expect(float32Text(Math.fround(value))).toBe(String(value));
  },
);

test('the neighbours of a number are told apart', () => {
  const pair = new Float32Array(Uint32Array.of(0x3f000000, 0x3f000001).buffer);
  expect(float32Text(pair[0]!)).toBe('0.5');
  expect(float32Text(pair[1]!)).toBe('0.50000006');
});

test('what is not finite is NaN and minus zero is 0', () => {
  expect([NaN, Infinity, -Infinity, -0].map(float32Text)).toEqual(['NaN', 'NaN', 'NaN', '0']);
});
