#!/usr/bin/env node
// Builds the native module from source, for this machine (`npm run build:kernel`, and after every
// install) or, with `--platform`, as it ships for all machines of a platform.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile } from './compile.mjs';
import { hostTarget, targets } from './targets.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const { platform } = parseArgs({ options: { platform: { type: 'string' } } }).values;

if (platform === undefined) buildHere();
else buildFor(platform);

/**
 * An installation without the module works, too, only slower, so a failure here is told in a line and
 * is none of npm's.
 */
function buildHere() {
  try {
    if (process.platform === 'win32') throw new Error('it is built on Linux and macOS only');
    const target = hostTarget();
    if (!target) throw new Error('no C++ compiler was found (c++, g++, clang++ or CXX)');
    compile(target, join(folder, 'build/kernel.node'));
    console.log('Built the kernel for selective scans.');
  } catch ({ message }) {
    console.log(`The kernel for selective scans is not built, passes take longer: ${message}`);
  }
}

/** A release that lacks a module is none. */
function buildFor(name) {
  const target = targets[name];
  if (!target) {
    console.error(`There is no recipe for ${name}; there are ${Object.keys(targets).join(', ')}.`);
    process.exit(2);
  }
  const result = join(folder, 'prebuilds', name, 'kernel.node');
  try {
    compile(target(), result);
    console.log(`Built ${result}`);
  } catch ({ message }) {
    console.error(`The kernel for ${name} cannot be built: ${message}`);
    process.exit(1);
  }
}
