import { InvalidArgumentError, type Command } from 'commander';
import type { Shard } from '../../contract/index.ts';

/** Of commands whose work can be cut into pieces. */
export interface ShardOptions {
  readonly shard?: Shard;
  readonly dryRun?: boolean;
}

export function addShardOptions(command: Command): Command {
  const cut = command.option(
    '--shard <I/N>',
    'compute piece I of N only (see `megabase plan`; `megabase merge` puts pieces together)',
    parseShard,
  );
  return addDryRunOption(cut);
}

export function addDryRunOption(command: Command): Command {
  return command.option('--dry-run', 'print what it will take, and compute nothing');
}

/** `2/6` */
function parseShard(text: string): Shard {
  const [, number, count] = /^(\d{1,7})\/(\d{1,7})$/.exec(text.trim()) ?? [];
  const shard = { number: Number(number), count: Number(count) };
  if (shard.number >= 1 && shard.number <= shard.count) return shard;
  throw new InvalidArgumentError('Expected a piece and how many there are, such as 2/6.');
}
