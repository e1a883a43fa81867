import { relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { FileRegistry } from '../../src-main/transport/index.ts';

it('the same file has the same id, however its path is written', () => {
  const files = new FileRegistry();
  const path = resolve('some', 'reads.bam');
  const first = files.register(path);
  expect(files.register(path)).toEqual(first);
  expect(files.register(relative('.', path))).toEqual(first);
  expect(files.register(resolve('some', 'x', '..', 'reads.bam'))).toEqual(first);
  expect(files.register(`${path}.bai`).id).not.toBe(first.id);
  expect(files.find(first.id)).toEqual({ path });
});

it('an address says nothing of the path but the name', () => {
  const { id, name, url } = new FileRegistry().register('/home/ann/lab 7/reads (1).bam');
  expect(name).toBe('reads (1).bam');
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(url).toBe(`/file/${id}/reads%20(1).bam`);
});

it('ids are random, and those of another registry are unknown', () => {
  const [a, b] = [new FileRegistry(), new FileRegistry()];
  const { id } = a.register('/x.fa');
  expect(b.register('/x.fa').id).not.toBe(id);
  expect(b.find(id)).toBeUndefined();
  for (const strange of ['', '__proto__', 'constructor', '/x.fa']) {
    expect(a.find(strange)).toBeUndefined();
  }
});
