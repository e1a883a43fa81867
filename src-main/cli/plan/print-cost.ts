import { formatBytes, type Shard, counted } from '../../contract/index.ts';
import {
  costOfAll,
  expectCount,
  type Cost,
  type Foretold,
  type Machine,
} from '../../analysis/plan/index.ts';
import { type Console, formatSeconds } from '../console/index.ts';
import type { Foreseen } from './foresee.ts';

/** Prints what a command, or one shard of it, will take; nothing is computed. Error: `usage`. */
export function printCost(
  { run, model }: Foreseen,
  {
    shard,
    json = false,
    hasShards = true,
  }: {
    readonly shard?: Shard | undefined;
    readonly json?: boolean | undefined;
    /** Of a command with `--shard`. */
    readonly hasShards?: boolean | undefined;
  },
  console: Pick<Console, 'note' | 'print'>,
): void {
  const count = shard?.count ?? 1;
  expectCount(run, count);
  const pieces = run.cut(count);
  const own = shard ? pieces.slice(shard.number - 1, shard.number) : pieces;
  const { most, of, from, notes } = run;
  const cost = costOfAll(own);
  if (json) {
    const named = model && { name: model.identity.name, hash: model.identity.hash };
    console.print(
      JSON.stringify({
        ...cost,
        from,
        model: named,
        pieces: own,
        most: Math.min(most, 1e9),
        notes,
      }),
    );
    return;
  }
  for (const note of notes) console.note(note);
  for (const piece of own) console.print(`${piece.holds}: ${costText(piece)}`);
  console.print(`processor time ${fromText(from)}`);
  if (hasShards && Number.isFinite(most))
    console.print(`can be cut into ${counted(most, 'piece')} (${of})`);
}

/** `12 min of processor time, 1.2 GB of memory, 30 MB of disk` */
export function costText({ processorSeconds, memoryBytes, diskBytes }: Cost): string {
  return (
    `${formatSeconds(processorSeconds)} of processor time, ${formatBytes(memoryBytes)} of memory, ` +
    `${formatBytes(diskBytes)} of disk`
  );
}

/** What a run takes on some machines, and what would break first. */
export function foretoldLines({ name, nodes }: Machine, foretold: Foretold): string[] {
  const { makespanSeconds, processorHours, jobs, jobsAtOnce, threadsPerJob, files } = foretold;
  const [first, second] = foretold.limits;
  const limit = (one: typeof first) => (one ? `${one.what} (${formatSeconds(one.seconds)})` : '');
  const lines = [
    `on ${name} (${counted(nodes, 'node')}), simulated: ${formatSeconds(makespanSeconds)}, ` +
      `${processorHours.toPrecision(3)} processor hours, ${counted(jobs, 'job')}, ` +
      `${jobsAtOnce.toLocaleString('en-US')} at once on ${counted(threadsPerJob, 'thread')} each, ` +
      counted(files, 'file'),
    `  bounded first by ${limit(first)}, then by ${limit(second)}`,
  ];
  if (foretold.tooLarge > 0) {
    lines.push(`  ${counted(foretold.tooLarge, 'piece')} would not fit the memory of a node`);
  }
  return lines;
}

/** How the processor's time is known. */
export function fromText(from: 'runs' | 'size'): string {
  return from === 'runs'
    ? 'from runs made before on this machine'
    : "from the model's size, within a factor of two for what is read and of five for what is changed; " +
        'once the model has done so here, it is measured';
}
