import type { Provider } from '../../contract/index.ts';
import { GraphBuilder } from '../graph/index.ts';
import { openSession, type GraphSession } from '../session/index.ts';

let kept: Promise<GraphSession> | undefined;

/**
 * Keeps the device of ONNX Runtime's WebGPU provider for as long as the process lives. It goes with
 * its last session otherwise, and all shaders are compiled again: a session takes 4 s in place of 0.1
 * (software Vulkan). Of other providers nothing is kept.
 */
export async function keepDevice(provider: Provider): Promise<void> {
  if (provider !== 'webgpu') return;
  kept ??= openIdentity(provider);
  try {
    await kept;
  } catch (error) {
    kept = undefined;
    throw error;
  }
}

function openIdentity(provider: Provider): Promise<GraphSession> {
  const g = new GraphBuilder('kept');
  g.output('y', g.input('x', [1]), [1]);
  return openSession(g.encode(), { provider, threads: 1 });
}
