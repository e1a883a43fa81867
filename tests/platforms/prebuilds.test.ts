import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { nativeFile } from '../../src-main/native/native-module.ts';
import { root } from '../support/paths.ts';
import { prebuiltPath } from '../support/prebuilds.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = join(root, 'native-models/kernel/build.mjs');
const mac = prebuiltPath('darwin-arm64');

it.runIf(existsSync(mac))('darwin-arm64 gives what Node looks for, and is signed', () => {
  const module = readFileSync(mac);
  // Mach-O of 64 bits, for arm64.
  expect([module.readUInt32LE(0), module.readUInt32LE(4)]).toEqual([0xfeedfacf, 0x0100000c]);
  expect(module.includes('_napi_register_module_v1\0')).toBe(true);
  const commands: number[] = [];
  for (let i = 0, at = 32; i < module.readUInt32LE(16); i++, at += module.readUInt32LE(at + 4)) {
    commands.push(module.readUInt32LE(at));
  }
  const codeSignature = 0x1d;
  expect(commands).toContain(codeSignature);
});

it('what was built here comes before what ships', () => {
  const folder = temporaryFolder();
  const kernel = join(folder, 'kernel');
  const built = join(kernel, 'build/kernel.node');
  const shipped = join(kernel, `prebuilds/${process.platform}-${process.arch}/kernel.node`);
  expect(nativeFile(folder)).toBe(built);
  for (const path of [shipped, built]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    expect(nativeFile(folder)).toBe(path);
  }
});

it('a platform without a recipe, and one without its compiler, are told', () => {
  const build = (...args: string[]) =>
    spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: { PATH: '/nowhere' } });
  const unknown = build('--platform', 'plan9-x64');
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toMatch(/no recipe for plan9-x64; there are linux-x64, /);
  const poor = build('--platform', 'win32-x64');
  expect(poor.status).toBe(1);
  expect(poor.stderr).toMatch(/The kernel for win32-x64 cannot be built: .*x86_64-w64-mingw32/);
});
