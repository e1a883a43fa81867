import { nearNames } from '../../analysis/records/index.ts';
import type { BatchLine } from '../../formats/igv-batch/index.ts';
import { counted } from '../../contract/index.ts';
import { batchCommands } from './batch-commands.ts';
import type { BatchPlan, BatchProblem } from './batch-plan.ts';
import { gathering, LineFault } from './batch-problem.ts';
import { BatchState, type BatchStart } from './batch-state.ts';

/** Figures that one batch file may ask for. */
const mostSnapshots = 10_000;

/** Reads what a batch file asks for, up to `exit`; problems are added to `problems`, line by line. */
export async function planBatch(
  lines: readonly BatchLine[],
  start: BatchStart,
  problems: BatchProblem[],
): Promise<BatchPlan> {
  const state = new BatchState(start);
  for (const [i, { number, words }] of lines.entries()) {
    const [command, ...parameters] = words;
    state.line = number;
    if (command.toLowerCase() === 'exit') {
      const left = lines.length - i - 1;
      if (left > 0) state.note(`exit: ${counted(left, 'command')} after it not read`);
      break;
    }
    await gathering(problems, number, () => perform(state, command, parameters));
    if (state.snapshots.length > mostSnapshots) {
      const expected = `at most ${mostSnapshots.toLocaleString('en-US')} in one file`;
      problems.push({ line: number, found: 'one snapshot more', expected });
      break;
    }
  }
  const { snapshots, notes, echoes } = state;
  if (snapshots.length === 0 && problems.length === 0) {
    const line = lines.at(-1)?.number ?? 1;
    problems.push({ line, found: 'the end of the file', expected: 'at least one snapshot' });
  }
  return { snapshots, notes, echoes };
}

function perform(state: BatchState, command: string, parameters: readonly string[]): void {
  const meaning = batchCommands.get(command.toLowerCase());
  if (meaning === undefined) throw unknown(command);
  if (meaning === 'silent') return;
  if (typeof meaning === 'function') meaning(state, parameters);
  else state.note(`${[command, ...parameters].join(' ')}: ${meaning.none}`);
}

function unknown(command: string): LineFault {
  const shown = command.length > 40 ? `${command.slice(0, 40)}...` : command;
  const near = nearNames(command, [...batchCommands.keys()]);
  const expected = near.length > 0 ? near.join(' or ') : "one of IGV's commands, such as goto";
  return new LineFault(`the command ${shown}`, expected);
}
