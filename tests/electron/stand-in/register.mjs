// Before the program: `electron` is the stand-in beside this file, everything else is what it is.
import { registerHooks } from 'node:module';

const electron = new URL('./electron.mjs', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
});
