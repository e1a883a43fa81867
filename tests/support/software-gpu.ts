import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { forkIn } from '../../src-main/engine/process/start-compute-process.ts';
import { sharing } from './shared-compute-process.ts';

/** SwiftShader, the Vulkan in software that comes with Debian's Chromium. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Vulkan's loader, which ONNX Runtime looks for by name. */
const loaders = ['/usr/lib', '/lib'].map((lib) => `${lib}/x86_64-linux-gnu/libvulkan.so.1`);

/**
 * A GPU in software, correct and very slow: passes of some hundred bp. It is in the environment of the
 * compute processes alone; without one the tests' titles say why they are skipped.
 */
export const softwareGpu = {
  isThere: existsSync(driver) && loaders.some(existsSync),
  reason: ' (skipped: no SwiftShader, or no libvulkan1)',
  environment: { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: tmpdir() },
};

/** The title of a group of tests that need it. */
export function onSoftwareGpu(title: string): string {
  return `${title}, on WebGPU${softwareGpu.isThere ? '' : softwareGpu.reason}`;
}

/** Compute processes of one test's own. */
export const forkOnSoftwareGpu = forkIn(softwareGpu.environment);

/** One compute process for the tests of a file: its first pass compiles all shaders. */
export const sharedOnSoftwareGpu = sharing(forkOnSoftwareGpu);
