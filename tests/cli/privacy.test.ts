import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandFile, megabase, predictArgs } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { referenceModels } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const quick = ['--flank', '0'];

/** Variables that would send ONNX Runtime's files elsewhere, or keep it from writing them. */
const silencers = {
  CI: undefined,
  ORT_DISABLE_TELEMETRY: undefined,
  XDG_CACHE_HOME: undefined,
  XDG_DATA_HOME: undefined,
};

/** All files below a folder, by their path in it. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

describe.each([
  ['where CI is set', 'true'],
  ['where CI is not set', undefined],
])('%s', (_, ci) => {
  it('a prediction and the doctor leave no telemetry in a fresh home', async () => {
    const home = temporaryFolder();
    const options = { home: join(home, 'megabase'), env: { ...silencers, HOME: home, CI: ci } };
    const out = join(home, 'a.tsv');
    const args = predictArgs('hawk-tutorial', 'chrT2:1-1,000', out, ...quick, '--provider', 'auto');
    expectSuccess(await megabase(args, options));
    expectSuccess(await megabase(['doctor'], options));
    expectSuccess(await megabase(['models', 'verify', referenceModels['hawk-bi']], options));
    const foreign = filesBelow(home).filter((path) => !/^(megabase\/cache\/|a\.tsv$)/.test(path));
    // GPU drivers keep compiled shaders of their own there.
    expect(foreign.filter((path) => !/mesa_shader_cache|nv\/|\.nv\//i.test(path))).toEqual([]);
  });
});

it('without MEGABASE_HOME, models and cache lie where the system has such files', async () => {
  const home = temporaryFolder();
  const env = { ...silencers, HOME: home, MEGABASE_HOME: undefined };
  const { stdout } = expectSuccess(
    await megabase(['cache', 'info', '--json'], { home, env: { ...env } }),
  );
  const { folder } = JSON.parse(stdout) as { folder: string };
  expect(folder.startsWith(home)).toBe(true);
  expect(folder).toMatch(/megabase/i);
});

const noNetwork = ['unshare', '--map-root-user', '--net'] as const;
const canUnshare = spawnSync(noNetwork[0], [...noNetwork.slice(1), 'true']).status === 0;

it.skipIf(!canUnshare)('without any network everything works', async () => {
  const home = temporaryFolder();
  const program = [...noNetwork, process.execPath, commandFile] as const;
  const run = (args: readonly string[]) => megabase(args, { home, program });
  const out = join(home, 'a.tsv');
  expectSuccess(await run(predictArgs('hawk-tutorial', 'chrT2:1-1,000', out, ...quick)));
  expectSuccess(await run(['models', 'verify', referenceModels['caduceus-ps']]));
  expectSuccess(await run(['doctor']));
});
