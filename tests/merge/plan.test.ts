import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { foretell, parseMachine, type PlannedPiece } from '../../src-main/analysis/plan/index.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { machinesTable } from '../support/machines-table.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { withoutProvenance } from '../support/shards.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const home = join(folder, 'home');
const [model, fasta, vcf] = ['model', 'genome.fa', 'calls.vcf'].map((name) =>
  join(folder, name),
) as [string, string, string];
const random = new Random(8);
const names = ['a', 'b', 'c', 'd', 'e'];
const contigs = Object.fromEntries(
  names.map((name) => {
    const length = 150 + random.below(300);
    return [name, Array.from({ length }, () => 'ACGT'[random.below(4)]).join('')];
  }),
);
beforeAll(() => {
  writeFasta(fasta, contigs);
  const rows = names.flatMap((contig) =>
    [20, 90, 91].map((pos) => ({ contig, pos, ref: contigs[contig]![pos - 1]!, alt: 'ACGT' })),
  );
  writeFileSync(vcf, vcfText(contigs, rows));
  const tracks = { count: 1, bin: 16 };
  writeRandomModel(model, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
});

const run = (...args: string[]) => megabase(args, { home });
const readout = ['--flank', '100', '--readout', 'track-0'];
const commands: Readonly<Record<string, readonly [ending: string, ...args: string[]]>> = {
  predict: ['.bedgraph', '--fasta', fasta, '--model', model, '--region', ...names],
  variants: ['.vcf.gz', '--fasta', fasta, '--model', model, '--vcf', vcf],
  effects: ['.tsv', '--fasta', fasta, '--model', model, '--region', 'a', '--tile', '30'],
  consensus: ['.fa', '--fasta', fasta, '--vcf', vcf],
  mutagenesis: ['.tsv', '--fasta', fasta, '--model', model, '--region', 'a:31-40', ...readout],
};

interface Plan {
  readonly shards: number;
  readonly inputs: readonly { path: string; bytes: number; sha256: string }[];
  readonly pieces: readonly (PlannedPiece & {
    arguments: string[];
    output: string;
    shard: string;
  })[];
  readonly merge: string[];
  readonly whole: { readonly processorSeconds: number };
}

describe('a plan', () => {
  it.each(Object.keys(commands))(
    'of %s has the command lines that make the whole, each piece and what it takes',
    async (command) => {
      const [ending, ...args] = commands[command]!;
      const place = temporaryFolder();
      const out = join(place, `whole${ending}`);
      const planned = [
        command,
        ...args,
        '--out',
        out,
        '--shards',
        '3',
        '--out-dir',
        join(place, 'p'),
      ];
      expectSuccess(await run('plan', ...planned));
      const plan = JSON.parse(readFileSync(join(place, 'p', 'plan.json'), 'utf8')) as Plan;
      expect(plan.shards).toBe(3);
      const bytes = readFileSync(fasta);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(plan.inputs).toContainEqual({ path: fasta, bytes: bytes.length, sha256 });
      for (const piece of plan.pieces) {
        expect(piece.processorSeconds).toBeGreaterThan(0);
        expect(piece.memoryBytes).toBeGreaterThan(1e8);
        expect(piece.diskBytes).toBeGreaterThan(0);
        expectSuccess(await run(...piece.arguments));
      }
      expectSuccess(await run(...plan.merge));
      const whole = join(place, `one${ending}`);
      expectSuccess(await run(command, ...args, '--out', whole));
      expect(withoutProvenance(out)).toBe(withoutProvenance(whole));
    },
  );

  it('has as few pieces as take no longer than so many minutes', async () => {
    const [ending, ...args] = commands['predict']!;
    const plan = async (minutes: string) => {
      const place = temporaryFolder();
      const more = ['--out', `whole${ending}`, '--minutes', minutes, '--out-dir', place];
      expectSuccess(await run('plan', 'predict', ...args, ...more, '--threads', '1'));
      return JSON.parse(readFileSync(join(place, 'plan.json'), 'utf8')) as Plan;
    };
    expect((await plan('60')).shards).toBe(1);
    // Nothing takes so little time: as many as there can be.
    expect((await plan('0.001')).shards).toBe(names.length);
  });

  it('is refused where there are not so many pieces, and its parts where they are not its own', async () => {
    const [ending, ...args] = commands['predict']!;
    const place = temporaryFolder();
    const more = ['--out', `whole${ending}`, '--out-dir', place];
    const asked = (...options: string[]) => run('plan', 'predict', ...args, ...more, ...options);
    const usage = { exit: 2, code: 'usage' } as const;
    expectFailure(await asked('--shards', '6'), {
      ...usage,
      message: /--shards 6: there are 5 regions that are read apart, .* choose at most 5\./,
    });
    expectFailure(await asked(), { ...usage, message: /Give one of --shards and --minutes/ });
    expectFailure(await asked('--shards', '2', '--shard', '1/2'), {
      ...usage,
      message: /A plan is of all pieces/,
    });
    expectSuccess(await asked('--shards', '2'));
    const path = join(place, 'plan.json');
    const merged = ['merge', '--out', join(place, 'm.bedgraph'), '--plan', path];
    const { pieces } = JSON.parse(readFileSync(path, 'utf8')) as Plan;
    expectFailure(await run(...merged, pieces[0]!.output), {
      ...{ exit: 2, code: 'parts-differ' },
      message: /Shard 2\/2 of .*plan\.json, .*, is not among the parts/,
    });
    expectFailure(await run(...merged, fasta), {
      ...{ exit: 2, code: 'parts-differ' },
      message: /plan\.json names no output genome\.fa/,
    });
  });
});

it.each(Object.keys(commands))(
  '%s --dry-run tells what it takes and computes nothing',
  async (command) => {
    const [ending, ...args] = commands[command]!;
    const out = join(mkdtempSync(join(folder, 'dry-')), `out${ending}`);
    const json = await run(command, ...args, '--out', out, '--dry-run', '--json', '--shard', '2/3');
    const told = JSON.parse(expectSuccess(json).stdout) as {
      pieces: PlannedPiece[];
      memoryBytes: number;
    };
    expect(told.pieces).toHaveLength(1);
    expect(told.memoryBytes).toBeGreaterThan(1e8);
    const text = expectSuccess(await run(command, ...args, '--out', out, '--dry-run')).stdout;
    expect(text).toMatch(/of processor time, .* of memory, .* of disk$/m);
    expect(() => readFileSync(out)).toThrow('ENOENT');
  },
);

it('effects --dry-run says that only the run itself finds what the model calls', async () => {
  const place = ['--fasta', fasta, '--region', 'a', '--model', 'hawk-tutorial'];
  const asked = [...place, '--from-track', 'enhancer', '--out', join(folder, 'called.tsv')];
  const { stderr } = expectSuccess(await run('effects', ...asked, '--dry-run'));
  expect(stderr).toMatch(/^Elements are found by the model itself; 1,000 are reckoned with/m);
});

it('variants and mutagenesis are foretold by what others took here, once enough were scored', async () => {
  const rows = Array.from({ length: 70 }, (_, i) => {
    const ref = contigs['a']![i + 39]!;
    return { contig: 'a', pos: i + 40, ref, alt: ref === 'A' ? 'C' : 'A' };
  });
  const many = join(folder, 'many.vcf');
  writeFileSync(many, vcfText(contigs, rows));
  const args = ['variants', '--fasta', fasta, '--model', model, '--out', join(folder, 'many.tsv')];
  const [ending, ...mutagenesis] = commands['mutagenesis']!;
  const matrix = ['mutagenesis', ...mutagenesis, '--out', join(folder, `many${ending}`)];
  const foretell = async () => {
    const told: string[] = [];
    for (const asked of [[...args, '--vcf', vcf], matrix]) {
      const { stdout } = expectSuccess(await run(...asked, '--dry-run'));
      told.push(...(stdout.match(/from the model's size|from runs made before/g) ?? []));
    }
    return told;
  };
  const [bySize, byRuns] = ["from the model's size", 'from runs made before'];
  expect(await foretell()).toEqual([bySize, bySize]);
  expectSuccess(await run(...args, '--vcf', many));
  expect(await foretell()).toEqual([byRuns, byRuns]);
});

describe('what machines would take', () => {
  const piece = (processorSeconds: number, memoryBytes = 1e9): PlannedPiece => {
    const sizes = { bases: 1000, outputBytes: 1000, diskBytes: 1000 };
    return { holds: 'something', processorSeconds, memoryBytes, ...sizes };
  };
  const machine = (more: object) =>
    parseMachine(
      {
        name: 'm',
        cores: 4,
        memory: 8e9,
        threadsPerJob: 1,
        jobSeconds: 0,
        startSeconds: 0,
        ...more,
      },
      'm.json',
    );
  const ten = Array.from({ length: 10 }, () => piece(100));

  it('is the longest of the slots, or of what bounds them', () => {
    expect(foretell(ten, machine({ jobsPerSecond: 1e6 }), 0).makespanSeconds).toBeCloseTo(300, 3);
    expect(foretell(ten, machine({ nodes: 3, jobsPerSecond: 1e6 }), 0).makespanSeconds).toBeCloseTo(
      100,
      3,
    );
    // The last of ten jobs is started after nine intervals.
    const slow = foretell(ten, machine({ nodes: 3, jobsPerSecond: 0.05 }), 0);
    expect(slow.makespanSeconds).toBeCloseTo(280, 3);
    expect(slow.limits[0]).toEqual({ what: "the scheduler's rate of jobs", seconds: 200 });
    const started = foretell(ten, machine({ nodes: 3, jobsPerSecond: 1e6, jobSeconds: 7 }), 0);
    expect(started.makespanSeconds).toBeCloseTo(107, 3);
  });

  it('counts as many jobs on a node as its memory holds, and those that it does not hold', () => {
    const large = [piece(100, 5e9), ...ten];
    const found = foretell(large, machine({ jobsPerSecond: 1e6 }), 0);
    expect(found).toMatchObject({ jobsAtOnce: 1, tooLarge: 0 });
    expect(found.makespanSeconds).toBeCloseTo(1100, 3);
    expect(foretell([piece(1, 9e9)], machine({}), 0).tooLarge).toBe(1);
  });

  it('is shorter with a faster core, more threads a job, or GPUs', () => {
    const seconds = (more: object) =>
      foretell([piece(100)], machine({ jobsPerSecond: 1e6, ...more }), 0).makespanSeconds;
    expect(seconds({ speed: 2 })).toBeCloseTo(50, 3);
    expect(seconds({ threadsPerJob: 4 })).toBeCloseTo(25, 3);
    expect(seconds({ gpus: 1, gpuCores: 10 })).toBeCloseTo(10, 3);
  });

  it('is refused for what describes no machine', async () => {
    expect(() => parseMachine({ cores: 0, memory: 1 }, 'm.json')).toThrow(
      /^m\.json describes no machine: name/,
    );
    const path = join(folder, 'machine.json');
    writeFileSync(path, '{"name":"x","cores":4,"memory":8e9,"cpus":3}');
    const [ending, ...args] = commands['predict']!;
    const more = ['--out', `w${ending}`, '--out-dir', temporaryFolder(), '--shards', '2'];
    expectFailure(await run('plan', 'predict', ...args, ...more, '--machine', path), {
      ...{ exit: 2, code: 'usage' },
      message: /machine\.json describes no machine: .*cpus/,
    });
  });

  it("is in the README's table as it is simulated", async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const cells = (text: string) => text.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');
    expect(cells(readme)).toContain(cells(await machinesTable(folder)));
  });
});
