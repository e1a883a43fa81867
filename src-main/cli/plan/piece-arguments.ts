import { basename, join } from 'node:path';
import { defined, shardText, type Shard } from '../../contract/index.ts';

/**
 * Options with a value that a piece has not: those of `plan` itself; `--out` and `--manifest`, of which pieces
 * would need one each; and how the plan's own progress is told.
 */
const ownOptions = new Set(
  '--shards --minutes --machine --out-dir --out --manifest --progress'.split(' '),
);

/** Options without a value that a piece has not. */
const ownFlags = new Set(['--json', '--overwrite', '--dry-run']);

/**
 * The command line that computes a piece, from the one that asked for the plan: the same options, another
 * output.
 *
 * @param given what follows the command's name in `megabase plan COMMAND ...`
 */
export function pieceArguments(
  command: string,
  given: readonly string[],
  { shard, output }: { readonly shard: Shard; readonly output: string },
): string[] {
  const kept: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const word = defined(given[i]);
    const [name = word] = word.split('=', 1);
    if (ownFlags.has(word)) continue;
    if (ownOptions.has(name)) {
      if (name === word) i++;
      continue;
    }
    kept.push(word);
  }
  return [command, ...kept, '--shard', shardText(shard), '--out', output];
}

/** Where a piece goes: `plan/shard-2-of-6.vcf.gz` for an output that ends in `.vcf.gz`. */
export function pieceOutput(folder: string, out: string, { number, count }: Shard): string {
  const [ending = ''] = /(\.[a-z0-9]+)?(\.gz)?$/i.exec(basename(out)) ?? [];
  const digits = String(count).length;
  return join(folder, `shard-${String(number).padStart(digits, '0')}-of-${count}${ending}`);
}
