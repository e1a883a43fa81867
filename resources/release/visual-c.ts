/**
 * Microsoft's C++ runtime, on which ONNX Runtime's library for Windows stands and which Windows does not bring.
 * It may be shipped beside what needs it ("app-local deployment"), so that nobody has to install it.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `onnxruntime.dll` and its binding import. */
export const visualCLibraries = [
  'msvcp140.dll',
  'msvcp140_1.dll',
  'msvcp140_atomic_wait.dll',
  'vcruntime140.dll',
  'vcruntime140_1.dll',
] as const;

/** Where the packed ONNX Runtime lies, below the application's folder. */
const beside = 'resources/app.asar.unpacked/node_modules/onnxruntime-node/bin/napi-v6/win32/x64';

/** Copies it from the Windows that this runs on into a packed application. */
export function addVisualC(application: string): void {
  const system = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32');
  for (const name of visualCLibraries) {
    copyFileSync(join(system, name), join(application, beside, name));
  }
}
