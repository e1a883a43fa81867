import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { processUse } from '../../src-main/cli/manifest/process-use.ts';
import { megabase, predictArgs, startMegabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const model = 'hawk-tutorial';

interface Event {
  readonly event: string;
  readonly time: string;
  readonly [field: string]: unknown;
}

/** Standard error, every line of which must be an event. */
function eventsOf(stderr: string): Event[] {
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

interface Manifest {
  readonly kind: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly {
    readonly option: string;
    readonly path: string;
    readonly bytes?: number;
    readonly sha256?: string;
  }[];
  readonly outputs: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly versions: Readonly<Record<string, string>>;
  readonly models: readonly { readonly id: string; readonly hash: string }[];
  readonly computedBy: readonly { readonly provider: string; readonly scan: string }[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly processorSeconds: number;
  readonly peakMemoryBytes: { readonly command: number; readonly compute: number };
  readonly host: { readonly threads: { readonly amount: number; readonly source: string } };
  readonly exit: { readonly code: number; readonly error?: { readonly code: string } };
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

it('--progress json says all of standard error in objects, the last of them how it ended', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  const args = predictArgs(model, 'chrT2:1-30,000', out, '--progress', 'json', '--no-cache');
  const result = expectSuccess(await megabase(args, { home }));
  const events = eventsOf(result.stderr);
  for (const { time } of events) expect(new Date(time).toISOString()).toBe(time);
  expect(events.at(-1)).toMatchObject({ event: 'end', exitCode: 0 });
  const progress = events.filter(({ event }) => event === 'progress');
  expect(progress.length).toBeGreaterThan(0);
  for (const one of progress) {
    expect(one).toMatchObject({ title: 'chrT2:1-30,000', stage: expect.any(String) as string });
    expect(one['done']).toBeLessThanOrEqual(one['total'] as number);
    expect(one['fraction']).toBeGreaterThanOrEqual(0);
    expect(one['fraction']).toBeLessThanOrEqual(1);
  }
  expect(events.map(({ event }) => event)).toContain('note');
});

it('--progress json tells of many regions how far all of them are', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  const args = predictArgs(model, 'chrT2:1-8,192', out, '--progress', 'json', '--no-cache');
  args.splice(args.indexOf('--region') + 2, 0, 'chrT1:1-8,192');
  const { stderr } = expectSuccess(await megabase(args, { home }));
  const progress = eventsOf(stderr).filter(({ event }) => event === 'progress');
  expect(progress[0]).toMatchObject({ region: 1, regions: 2 });
  expect(progress[0]!['fraction']).toBeLessThan(0.5);
});

it('--progress json tells an error with its code, what to do, and the exit code', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  const args = predictArgs(model, 'chrT2:1-30,000', out, '--progress', 'json', '--memory', '1k');
  const { code, stderr, stdout } = await megabase(args, { home });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  const events = eventsOf(stderr).slice(-2);
  const message = expect.stringContaining('may be used') as string;
  const advice = expect.stringContaining('--memory') as string;
  expect(events).toMatchObject([
    { event: 'error', code: 'memory-limit', message, advice, exitCode: 2 },
    { event: 'end', exitCode: 2 },
  ]);
});

it('a manifest names what went in and what came out by their hashes, and what it took', async () => {
  const folder = temporaryFolder();
  const [out, manifest, bed] = ['a.bw', 'run.json', 'a.bed'].map((name) => join(folder, name));
  writeFileSync(bed!, 'chrT2\t0\t20480\n');
  const args = predictArgs(model, bed!, out!, '--tracks', 'promoter,expression', '--no-cache');
  expectSuccess(await megabase([...args, '--manifest', manifest!], { home }));
  const told = readManifest(manifest!);
  expect(told).toMatchObject({
    kind: 'megabase run',
    command: 'predict',
    arguments: [...args, '--manifest', manifest!],
    options: { provider: 'cpu', scan: 'auto', model },
    exit: { code: 0 },
  });
  expect(told.inputs.map(({ option, path }) => [option, path])).toEqual(
    expect.arrayContaining([
      ['fasta', tutorialGenome],
      ['region', bed],
    ]),
  );
  expect(told.outputs.map(({ path }) => path)).toEqual(
    ['promoter', 'expression'].map((track) => join(folder, `a.${track}.bw`)),
  );
  for (const { path, bytes, sha256 } of [...told.inputs, ...told.outputs]) {
    expect(sha256, path).toBe(hashOf(path));
    expect(bytes).toBe(readFileSync(path).length);
  }
  expect(Object.keys(told.versions)).toEqual(
    expect.arrayContaining(['megabase', 'engine', 'onnxruntime-node', 'node']),
  );
  expect(told.models).toMatchObject([
    { id: model, hash: expect.stringMatching(/^[\da-f]{64}$/) as string },
  ]);
  expect(told.computedBy).toMatchObject([{ provider: 'cpu' }]);
  expect(told.peakMemoryBytes.command).toBeGreaterThan(2e7);
  expect(told.peakMemoryBytes.compute).toBeGreaterThan(2e7);
  expect(told.processorSeconds).toBeGreaterThan(0);
  expect(told.endedAt > told.startedAt).toBe(true);
});

it('processor time in a manifest counts the compute process', async () => {
  const folder = temporaryFolder();
  const [out, manifest] = ['a.tsv', 'run.json'].map((name) => join(folder, name));
  const args = predictArgs(model, 'chrT2', out!, '--no-cache', '--manifest', manifest!);
  const before = processUse().seconds - ownSeconds();
  expectSuccess(await startMegabase(args, { home }).result);
  // Processor time on both sides: what the system says of the command and of all that it has started.
  const taken = processUse().seconds - ownSeconds() - before;
  const told = readManifest(manifest!).processorSeconds;
  expect(told).toBeGreaterThan(0);
  // Without the compute process it is a fifth.
  if (process.platform === 'linux') expect(told).toBeGreaterThan(taken / 2);
});

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

it('a manifest of a failure says so, and the next try may replace it, but none of a success', async () => {
  const folder = temporaryFolder();
  const [out, manifest] = ['a.tsv', 'run.json'].map((name) => join(folder, name));
  const run = (...more: string[]) =>
    megabase(
      ['predict', '--fasta', tutorialGenome, '--region', 'chrT2:1-1,000', '--model', model].concat([
        '--out',
        out!,
        '--flank',
        '0',
        '--manifest',
        manifest!,
        ...more,
      ]),
      { home },
    );
  const short = await run('--memory', '1k', '--no-cache');
  expect(short.code).toBe(2);
  expect(readManifest(manifest!)).toMatchObject({
    outputs: [],
    exit: { code: 2, error: { code: 'memory-limit' } },
  });
  expectSuccess(await run());
  const first = readFileSync(manifest!, 'utf8');
  const message = /run\.json exists already/;
  expectFailure(await run(), { exit: 2, code: 'output-exists', message });
  expect(readFileSync(manifest!, 'utf8')).toBe(first);
  expectSuccess(await run('--overwrite'));
  expect(readManifest(manifest!).exit.code).toBe(0);
});

it('a stopped command leaves its manifest, and the exit code of a Ctrl-C', async () => {
  const own = temporaryFolder();
  const manifest = join(own, 'run.json');
  const args = predictArgs('caduceus-tutorial', 'chrT2', join(own, 'a.tsv'), '--no-cache');
  const command = startMegabase([...args, '--manifest', manifest], { home: own });
  await command.says(/layer 1 of 3/);
  process.kill(command.pid, 'SIGTERM');
  expectFailure(await command.result, { exit: 130, code: 'cancelled', message: /cancelled/ });
  expect(readManifest(manifest)).toMatchObject({
    exit: { code: 130, error: { code: 'cancelled' } },
  });
});

it('a file that is no manifest is not replaced by one, and wrong words leave none', async () => {
  const folder = temporaryFolder();
  const [out, other] = ['a.tsv', 'notes.json'].map((name) => join(folder, name));
  writeFileSync(other!, '{"exit":{"code":1}}');
  const args = [
    'predict',
    '--fasta',
    tutorialGenome,
    '--region',
    'chrT2:1-1,000',
    '--model',
    model,
  ];
  const refused = await megabase([...args, '--out', out!, '--manifest', other!], { home });
  expectFailure(refused, { exit: 2, code: 'output-exists', message: /notes\.json exists/ });
  expect(readFileSync(other!, 'utf8')).toBe('{"exit":{"code":1}}');
  const none = join(folder, 'none.json');
  const wrong = await megabase([...args, '--out', out!, '--manifest', none, '--no-such'], { home });
  expect(wrong.code).toBe(2);
  expect(existsSync(none)).toBe(false);
});

it('a manifest takes the place of nothing that the command reads or writes', async () => {
  const folder = temporaryFolder();
  const [out, bed] = ['a.bw', 'a.bed'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(bed, 'chrT2\t0\t2000\n');
  const args = predictArgs(model, bed, out, '--flank', '0', '--tracks', 'promoter,expression');
  const run = (manifest: string) =>
    megabase([...args, '--overwrite', '--manifest', manifest], { home });
  const usage = { exit: 2, code: 'usage' } as const;
  expectFailure(await run(out), { ...usage, message: /Both --out and --manifest name .*a\.bw\./ });
  expectFailure(await run(bed), { ...usage, message: /Cannot write .*a\.bed: it is read/ });
  expect(readFileSync(bed, 'utf8')).toBe('chrT2\t0\t2000\n');
  // The command itself says only in the end that this is its second track.
  const track = join(folder, 'a.expression.bw');
  const { code, stderr } = await run(track);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: .*a\.expression\.bw exists already/m);
  expect(readFileSync(track).readUInt32LE(0)).toBe(0x888ffc26);
});

it("a job's threads and memory are taken over, and doctor says whose they are", async () => {
  const env = { SLURM_CPUS_PER_TASK: '1', SLURM_MEM_PER_NODE: '1024' };
  const own = temporaryFolder();
  const manifest = join(own, 'run.json');
  const args = predictArgs(model, 'chrT2:1-1,000', join(own, 'a.tsv'), '--manifest', manifest);
  const { stderr } = expectSuccess(await megabase(args, { home, env }));
  expect(stderr).toContain('on cpu, 1 thread, ');
  expect(readManifest(manifest).host).toMatchObject({
    threads: { amount: 1, source: 'SLURM_CPUS_PER_TASK' },
    memory: { amount: 2 ** 30, source: 'SLURM_MEM_PER_NODE' },
  });
  const { stdout } = expectSuccess(await megabase(['doctor'], { home, env }));
  expect(stdout).toMatch(/^threads +1 thread \(SLURM_CPUS_PER_TASK\)$/m);
  expect(stdout).toMatch(/1\.07 GB for use \(SLURM_MEM_PER_NODE\)$/m);
});

it('a pass that needs more than the job was given spills, or says 75', async () => {
  const env = { SLURM_MEM_PER_NODE: '100' };
  const own = temporaryFolder();
  const args = predictArgs(model, 'chrT2', join(own, 'a.tsv'), '--spill', 'never', '--no-cache');
  const message = /83\.\d MB may be used/;
  expectFailure(await megabase(args, { home, env }), { exit: 75, code: 'memory-short', message });
});
