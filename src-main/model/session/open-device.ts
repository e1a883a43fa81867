import type { Provider } from '../../contract/index.ts';
import type { Device } from '../device.ts';
import type { SessionOptions } from './graph-session.ts';
import { RunnerDevice } from './runner-device.ts';
import { runnerHas } from './runner-session.ts';
import { soundRunner } from './sound-runner.ts';

/** Providers whose tensors the binding can leave on the device; on the CPU all tensors are at home. */
const boundByBinding: ReadonlySet<Provider> = new Set(['webgpu', 'cpu']);

/** True where `openDevice` knows a way to keep a provider's tensors on its device. */
export async function keepsTensors(provider: Provider): Promise<boolean> {
  if (boundByBinding.has(provider)) return true;
  return runnerHas(provider) && (await soundRunner()).runner !== undefined;
}

/** Opens a device; for a provider that `keepsTensors`. By the native runner where there is one. */
export async function openDevice(options: SessionOptions): Promise<Device> {
  const { runner } = runnerHas(options.provider) ? await soundRunner() : {};
  if (runner) return new RunnerDevice(runner, options);
  const { BindingDevice } = await import('./binding-device.ts');
  return new BindingDevice(options);
}
