/**
 * `npm run bench:gpu [-- --provider cuda|webgpu] [--short] [--minutes N]`: a GPU's parity first, and then
 * its speed, with what crosses its bus, how often it is called, and its memory. Stops after six
 * minutes and says what it left out; writes `bench-output/gpu.json`. `--short` for a GPU in software. Ends with 69,
 * EX_UNAVAILABLE of sysexits(3), where there is no GPU to measure.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, providers, type Provider } from '../../src-main/contract/index.ts';
import { formatTable } from '../../src-main/cli/console/table.ts';
import { computePass, keepComputeProcess, probe, type Reply } from '../../src-main/engine/index.ts';
import { hostTraffic } from '../../src-main/engine/recurrent/device/index.ts';
import { identifyModel, openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { readExpected, rowsAt } from '../support/expected.ts';
import { root } from '../support/paths.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { GpuMemory } from './gpu-memory.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const option = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const short = process.argv.includes('--short');
const minutes = Number(option('--minutes') ?? 6);
const deadline = performance.now() + 60_000 * minutes;
const threads = availableParallelism();
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const leftOut: string[] = [];

interface Case {
  readonly name: string;
  readonly config: RandomModel['config'];
  readonly lengths: readonly number[];
}

const hawk50M = {
  model_type: 'hawk',
  width: 512,
  lru_width: 512,
  num_heads: 8,
  mlp_expanded_width: 1536,
  depth: 15,
} as const;

const cases: readonly Case[] = short
  ? [
      {
        name: 'a small causal Hawk',
        config: { model_type: 'hawk', bidirectional: false },
        lengths: [512, 512],
      },
      {
        name: 'a small Caduceus PS',
        config: { model_type: 'caduceus', rcps: true, n_layer: 2 },
        lengths: [256],
      },
    ]
  : [
      // arXiv 2504.06304 reads 128 kbp in 1.38 s on an A100.
      {
        name: 'Hawk 50 M, causal',
        config: { ...hawk50M, bidirectional: false },
        lengths: [131_072, 131_072],
      },
      { name: 'Hawk 50 M', config: hawk50M, lengths: [131_072] },
      {
        name: 'Caduceus 256 x 16 PS',
        config: { model_type: 'caduceus', d_model: 256, n_layer: 16, rcps: true },
        lengths: [131_072, 131_072, 1_000_000],
      },
    ];

/** One for all passes: a model's second one finds the device open, and its shaders compiled. */
const kept = keepComputeProcess();

/** One pass; undefined where the time was up first. */
async function pass(folder: string, tokens: Uint8Array, provider: Provider, raw = 0) {
  const model = readModelPackage(folder);
  const { hash } = await identifyModel(model);
  const { network, close } = openNetwork(model);
  const logits = new Float32Array(raw * network.vocabSize);
  const notes: string[] = [];
  let begun: Extract<Reply, { kind: 'begun' }> | undefined;
  let done: Extract<Reply, { kind: 'done' }> | undefined;
  /** From when the provider is chosen, and a causal model's graph is open. */
  let computingSeconds = 0;
  let begunAt = 0;
  const memory = new GpuMemory();
  const graphs = join(work, 'graphs');
  const job = { model: folder, modelHash: hash, tokens, start: 0, graphs, threads };
  const signal = AbortSignal.timeout(Math.max(0, Math.floor(deadline - performance.now())));
  try {
    const listener = {
      onReply(reply: Reply) {
        if (reply.kind === 'begun') [begun, begunAt] = [reply, performance.now()];
        if (reply.kind === 'done') {
          done = reply;
          computingSeconds = (performance.now() - begunAt) / 1000;
        }
        if (reply.kind === 'raw') logits.set(reply.logits, reply.start * network.vocabSize);
      },
      onNote: (note: string) => notes.push(note),
    };
    const asked = { ...job, provider, raw: { start: 0, end: raw } };
    await computePass(asked, listener, signal, kept.start);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    close();
  }
  const deviceBytes = memory.stop();
  if (!begun || !done) return undefined;
  const { chunk, chunks, settings } = begun;
  const today = hostTraffic(network, new ChunkPlan(tokens.length, chunk));
  return {
    ...{ logits, notes, chunk, chunks, settings, deviceBytes, today },
    ...{ provider: begun.provider, device: begun.device },
    ...{ seconds: done.seconds, computingSeconds, peakBytes: done.peakBytes },
    traffic: done.traffic,
  };
}

/** Largest difference by the standard deviation of what was expected. */
function ratioOf(actual: Float32Array, expected: Float32Array): number {
  let [sum, squares, worst] = [0, 0, 0];
  for (const [i, value] of expected.entries()) {
    sum += value;
    squares += value * value;
    const difference = Math.abs((actual[i] ?? NaN) - value);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  const mean = sum / expected.length;
  return worst / Math.sqrt(squares / expected.length - mean * mean);
}

const exitCodes = { wrongUse: 2, unavailable: 69 } as const;

/** The first provider that works, of those asked for; none where none does, of which standard error tells. */
async function findProvider(): Promise<Provider | undefined> {
  const asked = option('--provider');
  const wanted = asked === undefined ? (['cuda', 'webgpu'] as const) : [asked as Provider];
  for (const provider of wanted) {
    if (!providers.includes(provider)) {
      process.stderr.write(
        `There is no provider ${provider}; there are ${providers.join(', ')}.\n`,
      );
      process.exitCode = exitCodes.wrongUse;
      return undefined;
    }
    const { available, reason } = await probe(provider);
    process.stderr.write(`${provider}: ${reason}\n`);
    if (available) return provider;
  }
  process.stderr.write(
    'There is no GPU to measure. This bench needs a card that WebGPU reaches (by Vulkan on Linux), or an NVIDIA card ' +
      'with CUDA; `megabase doctor` says what each lacks. With --short a Vulkan driver in software does.\n',
  );
  process.exitCode = exitCodes.unavailable;
  return undefined;
}

async function measureParity(provider: Provider) {
  const rows = [];
  const references = join(root, 'tests/reference');
  for (const name of readdirSync(references)) {
    const folder = join(references, name);
    if (!existsSync(join(folder, 'expected.safetensors'))) continue;
    const { tokens, positions, logits } = readExpected(folder);
    const run = await pass(folder, tokens, provider, tokens.length);
    if (!run) {
      leftOut.push(`parity of ${name}`);
      continue;
    }
    const cpu = await pass(folder, tokens, 'cpu', tokens.length);
    const rowsOf = (all: Float32Array) => rowsAt(all, positions, all.length / tokens.length);
    const row = {
      name,
      provider: run.provider,
      notes: run.notes,
      published: ratioOf(rowsOf(run.logits), logits),
      cpu: cpu && ratioOf(run.logits, cpu.logits),
    };
    process.stderr.write(`${name}: ${row.published.toExponential(1)} of the sd\n`);
    rows.push(row);
  }
  return rows;
}

async function measureSpeed(provider: Provider) {
  const rows = [];
  for (const [seed, { name, config, lengths }] of cases.entries()) {
    const folder = join(work, `model-${seed}`);
    writeRandomModel(folder, { seed, config });
    for (const bases of lengths) {
      const isLate = performance.now() > deadline;
      const tokens = randomTokens(bases, new Random(bases));
      const run = isLate ? undefined : await pass(folder, tokens, provider);
      if (!run) {
        leftOut.push(`${name}, ${bases.toLocaleString('en-US')} bp: the time was up`);
        continue;
      }
      const { logits: _, ...row } = run;
      process.stderr.write(`${name}, ${bases} bp: ${run.seconds.toFixed(2)} s\n`);
      rows.push({ name, bases, ...row, basesPerSecond: bases / run.computingSeconds });
    }
  }
  return rows;
}

async function measure(provider: Provider): Promise<void> {
  const parity = await measureParity(provider);
  const speed = await measureSpeed(provider);
  const bus = (traffic: { bytesIn: number; bytesOut: number }) =>
    formatBytes(traffic.bytesIn + traffic.bytesOut);
  const speedRows = speed.map((row) => [
    row.name,
    row.bases.toLocaleString('en-US'),
    row.provider,
    row.chunk.toLocaleString('en-US'),
    String(row.settings['pieces'] ?? 1),
    row.seconds.toFixed(2),
    row.computingSeconds.toFixed(2),
    Math.round(row.basesPerSecond).toLocaleString('en-US'),
    row.traffic ? bus(row.traffic) : '',
    bus(row.today),
    row.traffic ? row.traffic.calls.toLocaleString('en-US') : '',
    row.today.calls.toLocaleString('en-US'),
    row.deviceBytes === undefined ? 'unknown' : formatBytes(row.deviceBytes),
  ]);
  const speedHeader = [
    ...['model', 'bp', 'on', 'chunk', 'pieces', 's', 'computing', 'bp/s', 'over the bus'],
    ...['of tensors at home', 'calls', 'of tensors at home', 'memory'],
  ];
  const parityRows = parity.map(({ name, provider: on, published, cpu }) => [
    ...[name, on, published.toExponential(1), cpu?.toExponential(1) ?? ''],
  ]);
  const lines = [
    `${provider}, ${cpus()[0]?.model ?? 'unknown processor'}`,
    ...formatTable([['parity', 'on', 'to published / sd', 'to the CPU / sd'], ...parityRows]),
    ...formatTable([speedHeader, ...speedRows]),
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join('; ')}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  mkdirSync(join(root, 'bench-output'), { recursive: true });
  const path = join(root, 'bench-output', 'gpu.json');
  const report = { provider, short, minutes, parity, speed, leftOut };
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`wrote ${path}\n`);
}

try {
  const provider = await findProvider();
  if (provider) await measure(provider);
} finally {
  await kept.end();
  rmSync(work, { recursive: true, force: true });
}
