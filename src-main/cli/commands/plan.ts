import { join } from 'node:path';
import { Command } from 'commander';
import { defined, MegabaseError, type Shard, counted } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { mergeFormat } from '../../analysis/merge/index.ts';
import {
  chooseCount,
  expectCount,
  foretell,
  jobMemory,
  makePlan,
  readMachine,
  type Machine,
} from '../../analysis/plan/index.ts';
import { weightBytes } from '../../model/index.ts';
import { pathsIn } from '../../formats/bytes/index.ts';
import { makeFolder, writeWholeFile } from '../../formats/output/index.ts';
import type { CommandContext } from '../context.ts';
import { parseCount, parseNumber } from '../options/index.ts';
import { openOutputs } from '../outputs.ts';
import {
  costText,
  foretoldLines,
  fromText,
  pieceArguments,
  pieceOutput,
  type Foreseen,
  type Plannable,
} from '../plan/index.ts';
import { plannableConsensus } from './consensus.ts';
import { plannableEffects } from './effects.ts';
import { plannableMutagenesis } from './mutagenesis.ts';
import { plannablePredict } from './predict.ts';
import { plannableScore } from './score.ts';
import { plannableVariants } from './variants.ts';

interface PlanOptions {
  readonly shards?: number;
  readonly minutes?: number;
  readonly machine?: string;
  readonly memory?: number;
  readonly outDir: string;
  readonly out: string;
  readonly format?: string;
  readonly shard?: Shard;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** Commands whose work can be cut, by their names. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each is called with its own options
const plannable: Readonly<Record<string, Plannable<any>>> = {
  predict: plannablePredict,
  variants: plannableVariants,
  consensus: plannableConsensus,
  effects: plannableEffects,
  score: plannableScore,
  mutagenesis: plannableMutagenesis,
};

export function planCommand(context: CommandContext): Command {
  const plan = new Command('plan').addHelpText('after', notes);
  for (const [name, { make, foresee }] of Object.entries(plannable)) {
    const command = make(context)
      .description(`Plan ${name}.`)
      .option('--shards <N>', 'number of pieces', parseCount)
      .option('--minutes <M>', 'as few pieces as take at most M minutes each', parseMinutes)
      .option(
        '--machine <FILE>',
        'also foretell what it takes on machines that a JSON file describes',
      )
      .requiredOption('--out-dir <DIR>', 'folder of plan.json and of the outputs of the pieces')
      .action(async (...parsed: unknown[]) => {
        const own = parsed.at(-1) as Command;
        const options = own.opts<PlanOptions>();
        check(options);
        const machine =
          options.machine === undefined ? undefined : await readMachine(options.machine);
        // A pass may fill the memory of a node, not that of the machine that plans.
        const memory = options.memory ?? (machine && Math.floor(jobMemory(machine)));
        const foreseen = await foresee({ ...options, memory }, context);
        await writePlan({ name, given: wordsAfter(own), options, foreseen, machine }, context);
      });
    plan.addCommand(command);
  }
  return plan;
}

const notes = `
Each subcommand takes the options of the command of that name. plan.json lists the pieces, what each
takes, its command line, and the command line of \`megabase merge\` that puts them together.
Pieces end where one whole run would begin to read anew, so that together they are that run, value by
value. Without a plan, --shard I/N of the command makes the same cut.

--machine names a JSON file such as
  {"name": "our cluster", "nodes": 32, "cores": 64, "speed": 1.2, "memory": 256e9}
where speed is that of a core, one of this machine being 1, and memory is bytes a node. More fields:
gpus (a node), gpuCores (cores of this machine that a GPU is worth), busBytesPerSecond,
threadsPerJob (the most that a job makes use of), jobSeconds (the scheduler's for a job), jobsPerSecond, startSeconds (a command's), filesPerSecond and
sharedBytesPerSecond (of the shared disk). What it takes there is simulated, not measured.

Example:
  megabase plan predict --fasta genome.fa.gz --region contigs.bed --model hawk-tutorial \\
    --out genome.bw --minutes 30 --out-dir plan`;

function parseMinutes(text: string): number {
  const minutes = parseNumber(text);
  if (minutes > 0) return minutes;
  throw new MegabaseError('usage', `--minutes ${text}: expected more than 0.`);
}

/** Errors: `usage`; `output-format` for what is not merged. */
function check({ shards, minutes, shard, out, format }: PlanOptions): void {
  const wrong = (message: string) => new MegabaseError('usage', message);
  if ((shards === undefined) === (minutes === undefined)) {
    throw wrong('Give one of --shards and --minutes.');
  }
  if (shard) throw wrong('A plan is of all pieces: leave --shard out.');
  if (out === '-') throw wrong('A plan names the file of the whole: give --out a name.');
  // What cannot be put together need not be computed.
  mergeFormat(out, format);
}

/** What was given after the command's name. */
function wordsAfter(command: Command): readonly string[] {
  let program = command;
  while (program.parent) program = program.parent;
  const { rawArgs } = program as Command & { readonly rawArgs: readonly string[] };
  return rawArgs.slice(rawArgs.indexOf(command.name(), 1) + 1);
}

async function writePlan(
  asked: {
    readonly name: string;
    readonly given: readonly string[];
    readonly options: PlanOptions;
    readonly foreseen: Foreseen;
    readonly machine: Machine | undefined;
  },
  context: CommandContext,
): Promise<void> {
  const { name, given, options, foreseen, machine } = asked;
  const { console, signal } = context;
  const { run, model, threads } = foreseen;
  const { shards, minutes, outDir, out } = options;
  const path = join(outDir, 'plan.json');
  makeFolder(outDir);
  const replaces = await openOutputs(
    [path],
    () => checkOutputs([path], foreseen.inputs),
    options,
    context,
  );
  const count = shards ?? chooseCount(run, defined(minutes), threads);
  expectCount(run, count);
  const plan = await makePlan(
    {
      ...{ command: name, run, model, inputs: foreseen.inputs.flatMap(pathsIn), count },
      lineOf: (shard) => {
        const output = pieceOutput(outDir, out, shard);
        return { arguments: pieceArguments(name, given, { shard, output }), output };
      },
      mergeLine: (outputs) => ['merge', '--out', out, '--plan', path, ...outputs],
    },
    signal,
  );
  await writeWholeFile(path, `${JSON.stringify(plan, null, 2)}\n`, { replaces });
  for (const note of run.notes) console.note(note);
  const foretold =
    machine && foretell(plan.pieces, machine, model ? weightBytes(model.model.weights) : 0);
  if (options.json) console.print(JSON.stringify({ ...plan, foretold }));
  else {
    console.print(`${counted(count, 'piece')}, in all ${costText(plan.whole)}`);
    const first = plan.pieces.reduce((most, one) =>
      one.processorSeconds > most.processorSeconds ? one : most,
    );
    console.print(`the largest, ${first.shard} (${first.holds}): ${costText(first)}`);
    console.print(`processor time ${fromText(run.from)}`);
    if (machine && foretold)
      for (const line of foretoldLines(machine, foretold)) console.print(line);
    console.print(`wrote ${path}`);
  }
}
