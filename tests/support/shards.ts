import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { megabase } from './cli.ts';
import { expectSuccess } from './cli-answers.ts';
import type { Random } from './random.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Text of a file without what tells when, and from how many parts, it was made. */
export function withoutProvenance(path: string): string {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  if (text.startsWith('{')) {
    return text
      .replaceAll(/"createdAt":"[^"]*"/g, '"createdAt":""')
      .replace(/"merged":"[^"]*",|,"merged":"[^"]*"/, '');
  }
  return text
    .split('\n')
    .filter((line) => !/^(# |#!|##megabaseVariants=)(made|merged)\b/.test(line))
    .join('\n');
}

/**
 * Runs a command whole and, in a home of its own, in `count` shards, and merges these in a random order.
 * Gives the whole's output and the merged one.
 */
export async function wholeAndMerged(
  args: readonly string[],
  run: {
    /** Where the whole is computed, and where the parts are. */
    readonly homes: readonly [whole: string, parts: string];
    readonly name: string;
    readonly count: number;
    readonly random: Random;
  },
): Promise<{ readonly whole: string; readonly merged: string; readonly parts: readonly string[] }> {
  const { homes, name, count, random } = run;
  const folder = temporaryFolder();
  const whole = join(folder, `whole-${name}`);
  expectSuccess(await megabase([...args, '--out', whole], { home: homes[0] }));
  const parts = await shards(args, { home: homes[1], name, count, folder });
  const merged = join(folder, `merged-${name}`);
  const shuffled = parts.toSorted(() => random.next() - 0.5);
  expectSuccess(await megabase(['merge', '--out', merged, ...shuffled], { home: homes[1] }));
  return { whole, merged, parts };
}

/** Runs each shard of a command; gives what `--out` named. */
export async function shards(
  args: readonly string[],
  run: {
    readonly home: string;
    readonly name: string;
    readonly count: number;
    readonly folder?: string;
  },
): Promise<string[]> {
  const { home, name, count, folder = temporaryFolder() } = run;
  const parts: string[] = [];
  for (let number = 1; number <= count; number++) {
    const part = join(folder, `part-${number}-of-${count}-${name}`);
    const shard = ['--shard', `${number}/${count}`, '--out', part];
    expectSuccess(await megabase([...args, ...shard], { home }));
    parts.push(part);
  }
  return parts;
}

/** The files that begin as `path` does, but for its ending: one a track. */
export function filesOf(path: string): string[] {
  const stem = basename(path).replace(/\.\w+$/, '.');
  const found = readdirSync(dirname(path)).filter((name) => name.startsWith(stem));
  return found.sort().map((name) => join(dirname(path), name));
}
