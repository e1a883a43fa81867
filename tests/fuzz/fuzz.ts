import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formats } from './formats.ts';
import type { Outcome } from './one-input.ts';

/** An input that takes longer than this hangs; a parser is ended before. */
const maxMs = 45_000;

const script = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Tries the inputs `0` to below `count` of a seed in `workers` processes, which are started again where
 * one crashes or hangs.
 */
export async function fuzz({
  seed,
  count,
  workers,
  first = 0,
  onOutcome,
}: {
  readonly seed: number;
  readonly count: number;
  readonly workers: number;
  readonly first?: number;
  readonly onOutcome?: (outcome: Outcome) => void;
}): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = first;
  const work = async () => {
    let child: ChildProcess | undefined;
    while (next < first + count) {
      const index = next++;
      child ??= fork(script, [String(seed)], {
        execArgv: ['--max-old-space-size=1024', '--no-warnings'],
      });
      const outcome = await ask(child, index);
      if (outcome.kind === 'failed') {
        child.kill('SIGKILL');
        child = undefined;
      }
      outcomes.push(outcome);
      onOutcome?.(outcome);
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return outcomes.sort((a, b) => a.index - b.index);
}

function ask(child: ChildProcess, index: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const failed = (detail: string) => {
      const format = formats[index % formats.length]!.name;
      end({ index, format, done: [], kind: 'failed', detail });
    };
    const onExit = (code: number | null, signal: string | null) =>
      failed(`the process crashed (${signal ?? code})`);
    const timer = setTimeout(() => failed(`no answer in ${maxMs} ms`), maxMs);
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      child.off('message', end).off('exit', onExit);
      resolve(outcome);
    };
    child.on('message', end).on('exit', onExit);
    child.send(index);
  });
}

/** One row a format: inputs, how many were read, refused and failed, and the codes of the errors. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = formats.map(({ name }) => {
    const own = outcomes.filter(({ format }) => format === name);
    const count = (kind: Outcome['kind']) => own.filter((one) => one.kind === kind).length;
    const codes = new Map<string, number>();
    for (const { kind, detail } of own) {
      if (kind === 'refused') codes.set(detail, (codes.get(detail) ?? 0) + 1);
    }
    const listed = [...codes].sort((a, b) => b[1] - a[1]).map(([code, n]) => `${code} ${n}`);
    return [name, own.length, count('read'), count('refused'), count('failed'), listed.join(', ')];
  });
  const total = [1, 2, 3, 4].map((column) =>
    rows.reduce((sum, row) => sum + Number(row[column]), 0),
  );
  const header = ['format', 'inputs', 'read', 'refused', 'failed', 'errors'];
  const lines = [header, ...rows, ['all', ...total, '']].map((row) => row.map(String));
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) =>
          i === 0 || i === 5 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
