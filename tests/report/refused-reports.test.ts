import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PlainConsole } from '../../src-main/cli/console/console.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { tutorialGenome } from '../support/cli.ts';
import { expectFailure } from '../support/cli-answers.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { onTutorial, place, runsIn, sample } from './run-report.ts';

const { run } = runsIn(sharedFolder());

describe('a report', () => {
  it.each([
    [['--out', 'r.pdf'], 'output-format', /r\.pdf: a report is HTML/],
    [['--fasta', tutorialGenome, '--out', 'r.html'], 'usage', /--fasta and --model/],
    [[...onTutorial, '--out', 'r.html'], 'usage', /Give --vcf or --region/],
    [[...onTutorial, '--variants', 'x', '--out', 'r.html'], 'usage', /--variants is of a project/],
    [['--project', 'p.megabase', '--vcf', 'x', '--out', 'r.html'], 'usage', /has its own files/],
    [
      [...onTutorial, '--vcf', 'x', '--tile', '100', '--out', 'r.html'],
      'usage',
      /--tile is of a region/,
    ],
    [
      [...onTutorial, '--region', 'chrT2', '--masked', '--out', 'r.html'],
      'usage',
      /--masked is of variants/,
    ],
    [
      ['--project', 'p.megabase', '--variants', '--flank', '0', '--out', 'r.html'],
      'usage',
      /--flank is settled in the project/,
    ],
    [
      [...onTutorial, ...place, '--no-effects', '--background', '3', '--out', 'r.html'],
      'usage',
      /--background is of what is knocked out/,
    ],
    [['--project', 'p.megabase', '--out', 'r.html'], 'usage', /one of --variants and --region/],
    [
      ['--project', 'none.megabase', '--variants', '--out', 'r.html'],
      'file-missing',
      /none\.megabase/,
    ],
  ] as const)('%j is refused', async (args, code, message) => {
    expectFailure(await run('report', ...args), { exit: 2, code, message });
  });

  it('that is stopped leaves nothing', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    const sink = { write: () => true };
    const stderr = {
      write: (text: string) => {
        if (/layer|scans by/.test(text)) controller.abort();
        return true;
      },
    };
    const console = new PlainConsole({ stdout: sink, stderr });
    vi.stubEnv('MEGABASE_HOME', temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const files = ['--out', join(folder, 'r.html'), '--table', join(folder, 'rows.tsv')];
    const args = ['report', ...onTutorial, '--vcf', sample, ...files];
    const { signal } = controller;
    const code = await runCommand(args, {
      console,
      signal,
      startComputeProcess: sharedComputeProcess,
    });
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });
});
