import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src-main/contract/index.ts';
import { commands } from '../../src-main/cli/commands/index.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { hasSnakemake } from '../support/slurm.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const study = join(sharedFolder(), 'study');
const source = join(root, 'resources/workflow');

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

beforeAll(async () => {
  expectSuccess(await megabase(['workflow', 'init', study], { home }));
});

describe('megabase workflow init', () => {
  it('copies every file, byte for byte, and leaves scripts scripts', () => {
    const names = filesBelow(source);
    expect(filesBelow(study)).toEqual(names);
    for (const name of names) {
      expect(readFileSync(join(study, name)), name).toEqual(readFileSync(join(source, name)));
      expect(statSync(join(study, name)).mode & 0o100, name).toBe(
        statSync(join(source, name)).mode & 0o100,
      );
    }
  });

  it('replaces nothing, and copies nothing beside what stands there', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config/config.yaml'), 'mine');
    const refused = await megabase(['workflow', 'init', folder], { home });
    const message = /config\.yaml exists already/;
    expectFailure(refused, { exit: exitCodes.input, code: 'output-exists', message });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      'config',
      'config/config.yaml',
    ]);
    expect(readFileSync(join(folder, 'config/config.yaml'), 'utf8')).toBe('mine');
  });
});

describe('a try of a job', () => {
  const attempt = join(source, 'workflow/scripts/attempt.sh');

  /** The exit codes of tries of a command that ends with the codes given, how often it ran, and the log. */
  function tries(...codes: readonly (number | string)[]) {
    const folder = temporaryFolder();
    const command = join(folder, 'command.sh');
    const cases = codes.map((code, i) => `${i + 1}) ${code};;`).join(' ');
    writeFileSync(
      command,
      `#!/bin/bash\necho x >> ${folder}/ran\nn=$(wc -l < ${folder}/ran)\necho "run $n" >&2\n` +
        `case $n in ${cases} esac\n`,
    );
    chmodSync(command, 0o755);
    const log = join(folder, 'job.log');
    writeFileSync(log, 'an earlier run of the workflow\n');
    const ended = codes.map((_, i) => {
      const args = [attempt, String(i + 1), log, command, 'a word'];
      const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
      expect(stderr).toBe('');
      return status;
    });
    const said = readFileSync(log, 'utf8').trimEnd().split('\n');
    return { ended, ran: readFileSync(join(folder, 'ran'), 'utf8').length / 2, said };
  }

  const onUnix = it.skipIf(process.platform === 'win32');

  onUnix('runs again after exit code 75 and after a kill, its log after the first', () => {
    expect(tries('exit 75', 'kill -9 $$', 'exit 0')).toEqual({
      ended: [75, 137, 0],
      ran: 3,
      said: ['run 1', 'run 2', expect.stringContaining('Killed') as unknown, 'run 3'],
    });
  });

  onUnix('does not run again after any other code, and keeps what was wrong in its log', () => {
    const not = (code: number) =>
      `Not tried again: the command ended with exit code ${code}, and would again.`;
    expect(tries('exit 2', 'exit 0', 'exit 0')).toEqual({
      ended: [2, 2, 2],
      ran: 1,
      said: ['run 1', not(2), not(2)],
    });
    expect(tries('exit 75', 'exit 1', 'exit 0')).toEqual({
      ended: [75, 1, 1],
      ran: 2,
      said: ['run 1', 'run 2', not(1)],
    });
  });
});

describe('the workflows of other engines', () => {
  it.each(['nextflow/main.nf', 'wdl/megabase.wdl'])(
    '%s says that no engine ran it, is balanced, and names commands and options that there are',
    async (name) => {
      const text = readFileSync(join(source, name), 'utf8');
      expect(text.slice(0, 400)).toMatch(/No \w+( engine)? ran this when it was written/);
      for (const [open, close] of ['{}', '()', '[]'] as const) {
        const bare = text.replaceAll(/<<<|>>>/g, '');
        expect(bare.split(open!).length, open).toBe(bare.split(close!).length);
      }
      const lines = [...text.matchAll(/^ +megabase ((?:.*\\\n)*.*)$/gm)].map(
        ([, line = '']) => line,
      );
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) {
        const [word = ''] = line.split(' ');
        const ran = /^[a-z]+$/.test(word) ? [word] : ['predict', 'variants'];
        for (const command of ran) {
          expect(Object.keys(commands)).toContain(command);
          const sub = command === 'plan' ? ['predict'] : [];
          const { stdout } = await megabase([command, ...sub, '--help'], { home });
          for (const [option] of line.matchAll(/--[a-z-]+/g)) {
            expect(stdout, `${command} ${option}`).toContain(`${option} `);
          }
        }
      }
    },
  );
});

const hasNone = hasSnakemake ? '' : ' (skipped: no Snakemake)';

describe.skipIf(!hasSnakemake)(`Snakemake${hasNone}`, () => {
  const snakemake = (...args: readonly string[]) =>
    spawnSync('snakemake', [...args], {
      cwd: study,
      encoding: 'utf8',
      env: { ...process.env, HOME: home },
    });

  it('finds nothing to complain about in the workflow', () => {
    const { status, stderr } = snakemake('--lint', '--config', 'container=docker://megabase');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('your workflow is in a good condition');
  });

  it('plans what the configuration lists, and says what is wrong with one', () => {
    writeFileSync(join(study, 'genome.fa.gz'), '');
    const dry = snakemake('--profile', 'workflow/profiles/local', '--cores', '1', '-n');
    expect(dry.status, dry.stderr).toBe(0);
    const said = dry.stdout + dry.stderr;
    expect(said).toMatch(/^plan +2 /m);
    expect(said).toMatch(/^merge +2 /m);
    expect(said).toContain('--shards 6 --out-dir results/predict/tracks');
    expect(said).toContain('--minutes 30 --out-dir results/variants/scored');
    expect(existsSync(join(study, 'results'))).toBe(false);

    const wrong = snakemake('--cores', '1', '-n', '--config', 'threads=none');
    expect(wrong.status).not.toBe(0);
    expect(wrong.stdout + wrong.stderr).toMatch(/threads/);
  });
});
