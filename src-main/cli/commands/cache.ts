import { Command } from 'commander';
import { formatBytes, MegabaseError, counted } from '../../contract/index.ts';
import { findLocations } from '../../home/index.ts';
import { pruneCache, reportCache } from '../../cache/index.ts';
import type { CommandContext } from '../context.ts';
import { cacheFolderOption, parseAmount, parseNumber } from '../options/index.ts';
import { formatTable } from '../console/index.ts';

interface PlaceOptions {
  readonly cache?: string;
  readonly json?: boolean;
}

interface PruneOptions extends PlaceOptions {
  readonly maxSize?: number;
  readonly olderThan?: number;
  readonly all?: boolean;
}

export function cacheCommand({ console }: CommandContext): Command {
  const command = new Command('cache');

  command
    .command('info')
    .description('Show what the cache holds.')
    .addOption(cacheFolderOption())
    .option('--json', 'print JSON')
    .action(({ cache, json }: PlaceOptions) => {
      const report = reportCache(findLocations(cache).cache);
      if (json) return console.print(JSON.stringify(report));
      const { predictions } = report;
      const rows = [
        ['folder', report.folder],
        ['predictions', `${counted(predictions.runs, 'run')}, ${formatBytes(predictions.bytes)}`],
        ['effects', counted(predictions.edits, 'changed sequence')],
        ['compiled graphs', formatBytes(report.graphBytes)],
        ['indexes', formatBytes(report.indexBytes)],
        ['scored variants', formatBytes(report.variantBytes)],
        ['evaluations', formatBytes(report.evaluationBytes)],
        ['embeddings', formatBytes(report.embeddingBytes)],
        ['stopped downloads', formatBytes(report.downloadBytes)],
        ['stopped passes', `${report.stoppedPasses}, ${formatBytes(report.stoppedPassBytes)}`],
      ];
      formatTable(rows).forEach((row) => console.print(row));
      report.notes.forEach((note) => console.note(note));
    });

  command
    .command('prune')
    .description(
      'Remove predictions, least recently used first, and passes and downloads abandoned a week ago.',
    )
    .option('--max-size <BYTES>', 'target size, e.g. 2G', parseAmount)
    .option('--older-than <DAYS>', 'remove what was last used longer ago', parseNumber)
    .option('--all', 'remove everything')
    .addOption(cacheFolderOption())
    .option('--json', 'print JSON')
    .action(({ maxSize, olderThan, all, cache, json }: PruneOptions) => {
      if (olderThan !== undefined && olderThan < 0) {
        throw new MegabaseError('usage', `--older-than ${olderThan}: days cannot be negative.`);
      }
      const options = { maxBytes: maxSize, olderThanDays: olderThan, all };
      const pruned = pruneCache(findLocations(cache).cache, options);
      const edits = pruned.edits > 0 ? ` and ${counted(pruned.edits, 'changed sequence')}` : '';
      const text = `removed ${counted(pruned.runs, 'run')}${edits}, freed ${formatBytes(Math.max(0, pruned.bytes))}`;
      console.print(json ? JSON.stringify(pruned) : text);
      if (!json) pruned.notes.forEach((note) => console.note(note));
    });
  return command;
}
