import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../support/bundle.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { hasCommand, prebuilt } from '../support/prebuilds.ts';
import { canRunArm64, runArm64Node } from '../support/qemu.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { pass, type PlatformPass } from './pass.ts';

const tools = { 'linux-x64': 'x86_64-linux-gnu', 'linux-arm64': 'aarch64-linux-gnu' };
const host = `${process.platform}-${process.arch}`;
const folder = sharedFolder();
const there = Object.entries(tools).filter(([, prefix]) => hasCommand(`${prefix}-g++`));
const hostIsBuilt = there.some(([platform]) => platform === host);

it.each(there)('%s asks for nothing newer than glibc 2.28', (platform, prefix) => {
  const module = prebuilt(platform);
  const read = (option: string) =>
    execFileSync(`${prefix}-objdump`, [option, module], { encoding: 'utf8' });
  const symbols = read('-T').split('\n');
  const versions = symbols.flatMap((line) => /GLIBC_2\.(\d+)/.exec(line)?.[1] ?? []);
  expect(versions.length).toBeGreaterThan(0);
  expect(Math.max(...versions.map(Number))).toBeLessThanOrEqual(28);
  const given = symbols.filter((line) => line.includes('.text'));
  expect(given.map((line) => line.split(' ').at(-1)).sort()).toEqual([
    'napi_register_module_v1',
    'node_api_module_get_api_version_v1',
  ]);
  const needed = [...read('-p').matchAll(/NEEDED +(\S+)/g)].map(([, name = '']) => name);
  // No libstdc++: a system's own may be older.
  expect(needed.filter((name) => !/^(libc|libm|libgcc_s|ld-linux.*)\.so\.\d$/.test(name))).toEqual(
    [],
  );
});

/** A pass by a module, in a Node of `run`'s. */
async function passBy(
  platform: string,
  run: (script: string, out: string, env: { readonly MEGABASE_KERNEL: string }) => void,
): Promise<PlatformPass> {
  const out = join(folder, `${platform}.json`);
  const script = await bundle(join(import.meta.dirname, 'write-pass.ts'));
  run(script, out, { MEGABASE_KERNEL: prebuilt(platform) });
  return JSON.parse(readFileSync(out, 'utf8')) as PlatformPass;
}

it.runIf(hostIsBuilt)(
  'what ships for this machine gives the numbers of what is built on it',
  async () => {
    const found = await passBy(host, (script, out, env) =>
      execFileSync(process.execPath, [script, out], { env: { ...process.env, ...env } }),
    );
    const { logits, ...expected } = await pass();
    expect(found).toMatchObject(expected);
    expect(worstRatio(found.logits, logits)).toBeLessThan(exact);
  },
);

it.runIf(canRunArm64)('on arm64 kernel and runner give the numbers of this machine', async () => {
  const found = await passBy('linux-arm64', (script, out, env) =>
    runArm64Node(join(folder, 'system'), [script, out], env),
  );
  const expected = await pass();
  expect(found).toMatchObject({
    ...{ platform: 'linux-arm64', instructionSets: ['NEON'], runner: expected.runner },
    ...{ scan: { scan: 'kernel', detail: 'NEON' }, layerScans: expected.layerScans },
  });
  expect(found.layerScans > 0).toBe(found.runner !== null);
  expect(worstRatio(found.logits, expected.logits)).toBeLessThan(exact);
});
