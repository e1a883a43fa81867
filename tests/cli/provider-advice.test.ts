import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adviseOn } from '../../src-main/analysis/doctor/advise.ts';
import { neededLibraries } from '../../src-main/analysis/doctor/missing-libraries.ts';
import { firstLine } from '../../src-main/model/probing/first-line.ts';
import { elfLibrary } from '../support/elf-library.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const needed = ['libcublas.so.13', 'libcudart.so.13', 'libcudnn.so.9', 'libcuda.so.1', 'libc.so.6'];

it("CUDA's missing libraries are named with the versions that the file asks for", () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'libonnxruntime_providers_cuda.so'),
    elfLibrary(needed, '$ORIGIN/deps'),
  );
  const known = new Set(['libc.so.6', 'libcudart.so.13']);
  const found = adviseOn('cuda', 'linux', folder, (path) => neededLibraries(path, known));
  expect(found.reason).toBe(
    'libonnxruntime_providers_cuda.so needs libraries that cannot be found: ' +
      'libcublas.so.13, libcudnn.so.9, libcuda.so.1',
  );
  expect(found.advice).toBe(
    "Install the card's driver from NVIDIA and CUDA 13 and cuDNN 9, and name their folder in " +
      'LD_LIBRARY_PATH or to ldconfig. Without CUDA an NVIDIA card works by --provider webgpu.',
  );
});

it('of what ONNX Runtime says of a library, what the loader said is told, however long the path', () => {
  const path = `/home/a user/${'folder/'.repeat(40)}libonnxruntime_providers_cuda.so`;
  const place = '/src/provider_bridge_ort.cc:1988 onnxruntime::Provider& Get() ';
  const told = (rest: string) =>
    firstLine(new Error(`${place}[ONNXRuntimeError] : 1 : FAIL : ${rest}\nmore`));
  const without = 'cannot open shared object file: No such file or directory';
  const failed = `Failed to load library ${path} with error: `;
  expect(told(`${failed}libcublasLt.so.13: ${without}`)).toBe(`libcublasLt.so.13: ${without}`);
  expect(told(`${failed}${path}: ${without}`)).toBe(`libonnxruntime_providers_cuda.so: ${without}`);
  expect(told('CUDA failure 35')).toBe('CUDA failure 35');
});

it('a library that lies where the file looks first is found', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'one.so');
  writeFileSync(path, elfLibrary(['libcublas.so.13'], '$ORIGIN'));
  expect(neededLibraries(path, new Set())?.missing).toEqual(['libcublas.so.13']);
  writeFileSync(join(folder, 'libcublas.so.13'), '');
  expect(neededLibraries(path, new Set())?.missing).toEqual([]);
});

it('without the provider it is said how to get it, and what works without it', () => {
  const top = join(temporaryFolder(), 'my programs');
  const folder = join(top, 'bin/napi-v6/linux/x64');
  mkdirSync(folder, { recursive: true });
  const { reason, advice } = adviseOn('cuda', 'linux', folder);
  expect(reason).toBe(`${join(folder, 'libonnxruntime_providers_cuda.so')} is not there`);
  expect(advice).toMatch(/this copy came whole\. Without CUDA .* --provider webgpu\.$/);
  const script = join(top, 'script/install.js');
  mkdirSync(join(script, '..'));
  writeFileSync(script, '');
  expect(adviseOn('cuda', 'linux', folder).advice).toContain(
    `cuda12 node '${script}'\` fetches it; this command then reads from it which CUDA it needs, `,
  );
});

it('where not even the CPU works on Windows, it is said what ONNX Runtime stands on', () => {
  expect(adviseOn('cpu', 'win32').advice).toMatch(/C\+\+ runtime: https:.*vc_redist/);
  expect(adviseOn('cpu', 'linux')).toEqual({});
});

it.each([
  ['linux', /Vulkan/],
  ['win32', /Direct3D 12/],
  ['darwin', /Metal/],
] as const)('where WebGPU does not work on %s, it is said what it needs', (platform, needs) => {
  expect(adviseOn('webgpu', platform).advice).toMatch(needs);
});
