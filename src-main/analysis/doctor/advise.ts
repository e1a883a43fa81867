import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Provider } from '../../contract/index.ts';
import { shellWord } from '../../formats/output/index.ts';
import { outsideArchive } from '../../home/index.ts';
import { neededLibraries, type NeededLibraries } from './missing-libraries.ts';

/** Why a provider does not work, as far as files tell, and what to do about it. */
export interface Advice {
  /** In place of the runtime's own words. */
  readonly reason?: string;
  readonly advice?: string;
}

/** ONNX Runtime's provider for CUDA, beside its binding. */
const cudaLibrary = 'libonnxruntime_providers_cuda.so';
/** Which Windows does not bring, and an npm package may not. */
const visualC =
  "On Windows it needs Microsoft's C++ runtime: https://aka.ms/vs/17/release/vc_redist.x64.exe";
const withoutCuda = 'Without CUDA an NVIDIA card works by --provider webgpu.';

/** What is known of a provider that does not work here. */
export function adviseOn(
  provider: Provider,
  platform: NodeJS.Platform = process.platform,
  folder: string = runtimeFolder(),
  needs: (path: string) => NeededLibraries | undefined = neededLibraries,
): Advice {
  if (provider === 'cpu' && platform === 'win32') return { advice: visualC };
  if (provider === 'webgpu') return adviseOnWebGpu(platform);
  if (provider !== 'cuda' || platform !== 'linux') return {};
  const path = join(folder, cudaLibrary);
  if (!existsSync(path)) {
    return {
      reason: `${path} is not there`,
      advice: `On Linux with an NVIDIA card, ${fetching(folder)}. ${withoutCuda}`,
    };
  }
  const needed = needs(path);
  if (needed === undefined || needed.missing.length === 0) return { advice: withoutCuda };
  const { missing } = needed;
  const what = missing.length === 1 ? 'a library' : 'libraries';
  return {
    reason: `${cudaLibrary} needs ${what} that cannot be found: ${missing.join(', ')}`,
    advice: `${installing(missing)} ${withoutCuda}`,
  };
}

/** By the package's own script, which what is packed for one platform comes without. */
function fetching(folder: string): string {
  const script = join(folder, '../../../../script/install.js');
  return existsSync(script)
    ? `\`ONNXRUNTIME_NODE_INSTALL=cuda12 node ${shellWord(script)}\` fetches it; this command then reads ` +
        'from it which CUDA it needs, whatever the `cuda12` says'
    : 'a Megabase that npm has put together can fetch it; this copy came whole';
}

/** By their names: the number after `.so.` is the version that is wanted. */
function installing(missing: readonly string[]): string {
  const version = (of: RegExp) => missing.flatMap((name) => of.exec(name)?.[1] ?? [])[0];
  const cuda = version(/^lib(?:cudart|cublas|cublasLt)\.so\.(\d+)/);
  const cudnn = version(/^libcudnn\.so\.(\d+)/);
  const wanted = [
    ...(missing.includes('libcuda.so.1') ? ["the card's driver from NVIDIA"] : []),
    ...(cuda ? [`CUDA ${cuda}`] : []),
    ...(cudnn ? [`cuDNN ${cudnn}`] : []),
  ];
  const what = wanted.length > 0 ? wanted.join(' and ') : 'them';
  return `Install ${what}, and name their folder in LD_LIBRARY_PATH or to ldconfig.`;
}

function adviseOnWebGpu(platform: NodeJS.Platform): Advice {
  if (platform === 'linux') {
    return {
      advice:
        "On Linux it needs Vulkan: the card's driver and libvulkan.so.1 (Debian and Ubuntu: " +
        'mesa-vulkan-drivers and libvulkan1; for NVIDIA its own driver).',
    };
  }
  if (platform === 'win32')
    return { advice: 'On Windows it needs Direct3D 12: update the driver.' };
  if (platform === 'darwin') return { advice: 'On macOS it needs Metal: macOS 13 or newer.' };
  return {};
}

/** Where the binding's libraries lie. */
function runtimeFolder(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const { platform, arch } = process;
  return outsideArchive(join(dirname(dirname(main)), 'bin/napi-v6', platform, arch));
}
