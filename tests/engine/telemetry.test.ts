import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, expect, it, vi } from 'vitest';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { probe } from '../../src-main/engine/index.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What in the environment would keep it away, or send it elsewhere. */
const silencers = ['XDG_CACHE_HOME', 'CI', 'ORT_DISABLE_TELEMETRY'];

/** A network of its own for a command, for which a plain user must be root in it. */
const noNetwork = ['--map-root-user', '--net'];

afterEach(() => vi.unstubAllEnvs());

it('neither a pass nor a probe leaves telemetry of ONNX Runtime behind', async () => {
  const home = temporaryFolder();
  vi.stubEnv('HOME', home);
  for (const name of silencers) vi.stubEnv(name, undefined);
  const tokens = randomTokens(100, new Random(1));
  const model = referenceModels['hawk-bi'];
  const startProcess = forkComputeProcess;
  await runPass({ model, tokens, graphs: temporaryFolder(), startProcess });
  expect(await probe('cpu')).toMatchObject({ available: true });
  expect(telemetryIn(home)).toEqual([]);
});

// The control that the test above can fail. It runs without a network, so that nothing is sent.
it.skipIf(!canUnshareNetwork())('without the variable a session does leave telemetry', () => {
  const home = temporaryFolder();
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: home };
  for (const name of silencers) delete env[name];
  const onnxRuntime = createRequire(import.meta.url).resolve('onnxruntime-node');
  const script = `require(${JSON.stringify(onnxRuntime)}).InferenceSession.create(new Uint8Array(8)).catch(() => {});`;
  execFileSync('unshare', [...noNetwork, process.execPath, '-e', script], {
    env,
  });
  expect(telemetryIn(home)).not.toEqual([]);
});

function telemetryIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.includes('.onnxruntime'));
}

function canUnshareNetwork(): boolean {
  try {
    execFileSync('unshare', [...noNetwork, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
