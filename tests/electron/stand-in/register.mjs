// Before the program: `electron` is the stand-in beside this file, everything else is what it is.
import { registerHooks } from 'node:module';

const electron = new URL('./electron.mjs', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
});

// In all of Electron's processes, and by it a program knows them.
Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: '45.4.1', chrome: '156.0.0.0' },
});
