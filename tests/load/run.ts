/** `npm run load -- NAME [--times N] [--seed S]`: what fails only under load, or in an odd environment. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { environment } from './environment.ts';
import { killImports } from './kill-imports.ts';
import { killProbes } from './kill-probes.ts';
import { killPrunes } from './kill-prunes.ts';
import { killServers } from './kill-servers.ts';
import { largeTable } from './large-table.ts';
import { largeVcf } from './large-vcf.ts';

/** What a load gets: how often or how many, the seed of all chance, and a folder that goes afterwards. */
export interface LoadOptions {
  readonly times: number;
  readonly seed: number;
  readonly folder: string;
  readonly print: (line: string) => void;
}

/** With what `--times` is where nobody says. */
const loads: Record<string, { run: (options: LoadOptions) => Promise<void>; times: number }> = {
  'kill-servers': { run: killServers, times: 100 },
  'kill-imports': { run: killImports, times: 100 },
  'kill-prunes': { run: killPrunes, times: 100 },
  'kill-probes': { run: killProbes, times: 100 },
  'large-vcf': { run: largeVcf, times: 100_000 },
  'large-table': { run: largeTable, times: 100_000 },
  environment: { run: environment, times: 1 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const [name = ''] = positionals;
const load = loads[name];
if (load === undefined) {
  process.stderr.write(
    `npm run load -- NAME [--times N] [--seed S]: ${Object.keys(loads).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'megabase-load-'));
  const since = performance.now();
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const times = Number(values.times ?? load.times);
    await load.run({ times, seed: Number(values.seed), folder, print });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print(`${name}: ${Math.round((performance.now() - since) / 1000)} s`);
}
