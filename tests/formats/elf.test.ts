import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readElfDynamic } from '../../src-main/formats/elf/index.ts';
import { elfLibrary } from '../support/elf-library.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const binding = join(
  root,
  'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
);

it("a library's needs are read from the file", () => {
  const found = readElfDynamic(binding);
  expect(found?.needed).toContain('libonnxruntime.so.1');
  expect(found?.runPath).toContain('$ORIGIN/');
  const listed = spawnSync('readelf', ['-d', binding], { encoding: 'utf8' });
  if (listed.error) return;
  const needed = [...listed.stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name);
  expect(found?.needed).toEqual(needed);
});

it('one that was made by hand is read as it was made', () => {
  const path = join(temporaryFolder(), 'made.so');
  writeFileSync(path, elfLibrary(['libcudart.so.13', 'libc.so.6'], '$ORIGIN:/opt/cuda'));
  expect(readElfDynamic(path)).toEqual({
    needed: ['libcudart.so.13', 'libc.so.6'],
    runPath: ['$ORIGIN', '/opt/cuda'],
  });
});

it('a file that is none, or is cut or damaged anywhere, is told as such and never more', () => {
  const path = join(temporaryFolder(), 'damaged.so');
  const whole = elfLibrary(['libcudart.so.13'], '$ORIGIN');
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    expect(readElfDynamic(path)?.needed ?? []).not.toContain('libcudart.so.13');
  }
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = 0xff;
    writeFileSync(path, damaged);
    expect(() => readElfDynamic(path)).not.toThrow();
  }
  writeFileSync(path, readFileSync(join(root, 'README.md')));
  expect(readElfDynamic(path)).toBeUndefined();
});
