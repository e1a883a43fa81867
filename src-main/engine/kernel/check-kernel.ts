import { defined } from '../../contract/index.ts';
import type { NativeKernel } from '../../native/index.ts';
import { baseTokens, tokenOf } from '../../sequence/index.ts';
import { baseLikelihood, leaveOpen } from '../jobs/index.ts';
import { kernelLikelihood } from './kernel-likelihood.ts';
import { plainConv, plainNorm, plainRgLru, plainScan, plainSsd } from './plain-recurrences.ts';

/** Float32 keeps 7 digits; the sums here are of some 20 terms near 1. */
const tolerance = 1e-4;

const tokens = 5;
/** The kernel's fast shapes with a strip that is cut, and any other shapes. */
const sizes = [
  { channels: 33, states: 16, rank: 3, width: 4, heads: 3 },
  { channels: 32, states: 3, rank: 1, width: 3, heads: 2 },
];

/** Of a Mamba-2's scan: a head of a whole strip and one that is cut, and heads of one group. */
const ssdSizes = [
  { heads: 2, width: 33, states: 4, groups: 1, gated: true },
  { heads: 4, width: 3, states: 5, groups: 2, gated: false },
];

/**
 * Holds the kernel against plain arithmetic: every recurrence in both directions, and likelihoods, on numbers and, in
 * some channels, on NaN and infinity. A kernel compiled wrongly, or run by a processor or an emulation
 * that is at fault, would else give wrong tracks in silence. Takes a few milliseconds.
 *
 * In words what is wrong; undefined where nothing is.
 */
export function findKernelFault(kernel: NativeKernel): string | undefined {
  for (const size of sizes) {
    const fault = checkNorm(kernel, size);
    if (fault) return fault;
    for (const reverse of [false, true]) {
      const how = { ...size, reverse };
      const fault = checkConv(kernel, how) ?? checkScan(kernel, how) ?? checkRgLru(kernel, how);
      if (fault) return `${fault}, ${reverse ? 'backwards' : 'forwards'}`;
    }
  }
  for (const size of ssdSizes) {
    for (const reverse of [false, true]) {
      const fault = checkSsd(kernel, size, reverse);
      if (fault) return `${fault}, ${reverse ? 'backwards' : 'forwards'}`;
    }
  }
  return checkLikelihood(kernel);
}

const known = [...baseTokens, tokenOf.N];

/** All that it tells is right bit for bit; what it cannot tell it leaves open. */
function checkLikelihood(kernel: NativeKernel) {
  const ids = Uint8Array.from({ length: 9 }, (_, i) => defined(known[i % known.length]));
  const vocabSize = 1 + Math.max(...baseTokens);
  const logits = wave(ids.length * vocabSize, 1).map((value) => 3 * value);
  // Too far apart, and none.
  logits[2 * vocabSize + baseTokens[1]] = -100;
  logits[5 * vocabSize + baseTokens[2]] = NaN;
  const from = { logits, vocabSize, tokens: ids, columns: baseTokens };
  const told = baseLikelihood(logits, vocabSize, ids, baseTokens, kernelLikelihood(kernel));
  const plain = baseLikelihood(logits, vocabSize, ids, baseTokens, leaveOpen);
  for (const kind of ['logLikelihood', 'entropy', 'information'] as const) {
    const at = told[kind].findIndex((value, i) => !Object.is(value, plain[kind][i]));
    if (at >= 0) return `the likelihood gives ${told[kind][at]} in place of ${plain[kind][at]}`;
  }
  const open = new Int32Array(ids.length);
  const count = kernelLikelihood(kernel)(from, told, open);
  const left = [...open.subarray(0, count)].join(', ');
  return left === '2, 5' ? undefined : `the likelihood leaves ${left || 'nothing'} open`;
}

interface How {
  readonly channels: number;
  readonly states: number;
  readonly rank: number;
  readonly width: number;
  readonly heads: number;
  readonly reverse: boolean;
}

function checkNorm(kernel: NativeKernel, { channels }: Pick<How, 'channels'>) {
  const [x, scale] = [poisoned(wave(tokens * channels, 1), channels), wave(channels, 2)];
  const epsilon = 0.1;
  const y = new Float32Array(x.length);
  kernel.norm(kernel.createNorm(channels, epsilon, scale), tokens, 1, x, y);
  const fault = difference(y, plainNorm(x, scale, epsilon));
  return fault && `the norm ${fault}`;
}

function checkConv(kernel: NativeKernel, { channels, width, reverse }: How) {
  const x = poisoned(wave(tokens * channels, 1), channels);
  const [weight, bias] = [wave(channels * width, 2), wave(channels, 3)];
  const conv = kernel.createConv(channels, width, weight, bias);
  for (const silu of [true, false]) {
    const state = wave((width - 1) * channels, 4);
    const plainState = Float64Array.from(state);
    const y = new Float32Array(tokens * channels);
    kernel.conv(conv, tokens, reverse, 1, x, channels, silu, state, y);
    const expected = plainConv({ x, weight, bias }, plainState, { reverse, silu });
    const fault = difference(y, expected) ?? difference(state, plainState);
    if (fault) return `the convolution ${fault}`;
  }
  return undefined;
}

function checkScan(kernel: NativeKernel, { channels, states, rank, reverse }: How) {
  const gate = wave(tokens * channels, 2);
  const a = wave(channels * states, 5).map((value) => -0.6 - value / 2);
  const stepWeight = wave(channels * rank, 3);
  const [bias, skip] = [wave(channels, 6), wave(channels, 7)];
  const scan = kernel.createScan(channels, states, rank, a, stepWeight, bias, skip);
  const width = rank + 2 * states;
  const [x, select] = [wave(tokens * channels, 1), wave(tokens * width, 4)];
  // A time step that is no number makes all of its token none.
  const strange = select.with(width * Math.floor(tokens / 2), NaN);
  const cases = [
    [poisoned(x, channels), select],
    [x, strange],
  ] as const;
  for (const [x, select] of cases) {
    const state = wave(channels * states, 8);
    const plainState = Float64Array.from(state);
    const y = new Float32Array(tokens * channels);
    kernel.scan(scan, tokens, reverse, 1, x, gate, channels, select, width, state, y);
    const inputs = { x, gate, select, a, stepWeight, bias, skip };
    const expected = plainScan(inputs, plainState, { reverse });
    const fault = difference(y, expected) ?? difference(state, plainState);
    if (fault) return `the selective scan ${fault}`;
  }
  return undefined;
}

function checkSsd(
  kernel: NativeKernel,
  { gated, ...size }: (typeof ssdSizes)[number],
  reverse: boolean,
) {
  const { heads, width, states, groups } = size;
  const channels = heads * width;
  const row = channels + 2 * groups * states;
  const x = wave(tokens * row, 1);
  const step = poisoned(wave(tokens * heads, 2), heads);
  const gate = gated ? wave(tokens * channels, 3) : undefined;
  const a = wave(heads, 4).map((value) => -0.6 - value / 2);
  const [bias, skip] = [wave(heads, 5), wave(channels, 6)];
  const state = wave(channels * states, 7);
  const plainState = Float64Array.from(state);
  const y = new Float32Array(tokens * channels);
  const [least, most] = [0.4, 1.2];
  const ssd = kernel.createSsd(heads, width, states, groups, a, bias, skip, least, most);
  kernel.ssd(ssd, tokens, reverse, 1, x, row, step, heads, gate, channels, state, y);
  const inputs = { x, step, gate, a, bias, skip };
  const expected = plainSsd(inputs, plainState, size, { reverse, least, most });
  const fault = difference(y, expected) ?? difference(state, plainState);
  return fault && `the scan of Mamba-2 ${fault}`;
}

function checkRgLru(kernel: NativeKernel, { channels, heads, reverse }: How) {
  const width = channels / heads;
  const x = wave(tokens * channels, 1);
  // In a head each: of another one they make nothing.
  const row = Math.floor(tokens / 2) * channels;
  x[row] = NaN;
  x[row + width] = Infinity;
  const logDecay = wave(channels, 4).map((value) => -0.6 - value / 2);
  const [inputWeight, decayWeight] = [wave(channels * width, 2), wave(channels * width, 3)];
  const [inputBias, decayBias] = [wave(channels, 5), wave(channels, 6)];
  const unit = kernel.createRgLru(
    ...([channels, width, logDecay, inputWeight, inputBias, decayWeight, decayBias] as const),
    true,
  );
  for (const first of [true, false]) {
    const state = wave(channels, 7);
    const plainState = Float64Array.from(state);
    const partial = first ? undefined : wave(tokens * channels, 8);
    const h = new Float32Array(tokens * channels);
    kernel.rgLru(unit, tokens, reverse, 1, first, x, partial, state, h);
    const inputs = { x, partial, logDecay, inputWeight, inputBias, decayWeight, decayBias };
    const expected = plainRgLru(inputs, plainState, { reverse, first });
    const fault = difference(h, expected) ?? difference(state, plainState);
    if (fault) return `the RG-LRU ${fault}`;
  }
  return undefined;
}

/** Values between -1 and 1, none of them again soon; each phase gives others. */
function wave(length: number, phase: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1.7 * i + phase));
}

/** With NaN in some channels of the middle token, and infinity in others. */
function poisoned(values: Float32Array, channels: number): Float32Array {
  const row = Math.floor(tokens / 2) * channels;
  for (let c = 0; c < channels; c += 8) values[row + c] = NaN;
  for (let c = 4; c < channels; c += 8) values[row + c] = Infinity;
  return values;
}

function difference(found: Float32Array, expected: Float64Array): string | undefined {
  for (const [i, value] of expected.entries()) {
    const own = found[i]!;
    const alike = Number.isFinite(value)
      ? Math.abs(own - value) <= tolerance * Math.max(1, Math.abs(value))
      : Object.is(own, value);
    if (!alike) return `gives ${own} in place of ${value}`;
  }
  return undefined;
}
