import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ScratchFolder } from '../../src-main/cache/index.ts';
import type { Claimant } from '../../src-main/cache/folders/owner.ts';
import {
  claimPassFolder,
  leftPasses,
  removePasses,
  type PassFolder,
} from '../../src-main/cache/folders/pass-folder.ts';
import type { DiskKind } from '../../src-main/home/index.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const keys = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

interface Process {
  readonly claimant: Claimant;
  readonly host: number;
  readonly space: string;
  readonly claims: Map<string, PassFolder>;
}

/** Machines with two containers each, on one folder; locks reach as far as the disk lets them. */
class Cluster {
  readonly passes: string;
  readonly #kind: DiskKind;
  readonly #scratch: ScratchFolder;
  readonly #boots: number[];
  /** Holders of locks, by machine (or one for all) and path. */
  readonly #locks = new Map<string, Process>();
  readonly living = new Set<Process>();
  #pid = 100;

  constructor(kind: DiskKind, hosts: number) {
    const folder = temporaryFolder();
    this.passes = join(folder, 'passes');
    this.#kind = kind;
    this.#scratch = new ScratchFolder({ folder, kind: 'local', name: 'ext4' });
    this.#boots = Array.from({ length: hosts }, () => 0);
  }

  start(host: number, container: number): Process {
    const boot = `${host}.${this.#boots[host]}`;
    const self = { host: `h${host}`, boot, pidNamespace: `${container}`, pid: this.#pid++ };
    const claimant: Claimant = {
      self,
      kindOf: () => this.#kind,
      isRunning: (other, own) => {
        if (other.boot !== own.boot || other.pidNamespace !== own.pidNamespace) return undefined;
        return [...this.living].some(({ claimant }) => claimant.self.pid === other.pid);
      },
      takeLock: (path) => {
        const name = `${this.#kind === 'network' ? host : ''} ${path}`;
        if (this.#locks.has(name)) return undefined;
        writeFileSync(path, '');
        this.#locks.set(name, process);
        return { release: () => void this.#locks.delete(name) };
      },
    };
    const space = `${boot} ${container}`;
    const process: Process = { claimant, host, space, claims: new Map() };
    this.living.add(process);
    return process;
  }

  claim(process: Process, key: string): PassFolder {
    const places = { passes: this.passes, scratch: this.#scratch };
    return claimPassFolder(key, places, process.claimant)!;
  }

  kill(process: Process): void {
    this.living.delete(process);
    for (const [name, holder] of this.#locks) if (holder === process) this.#locks.delete(name);
  }

  restart(host: number): void {
    for (const process of this.living) if (process.host === host) this.kill(process);
    this.#boots[host]!++;
  }
}

it.each([
  ['one machine with containers', 'local' as const, 1],
  ['machines that share a disk', 'network' as const, 3],
])(
  'over random lives of processes, %s: nobody loses a pass, and what is free is gone on from',
  (_, kind, hosts) => {
    let taken = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed);
      const cluster = new Cluster(kind, hosts);
      /** What each key's pass has done, and who did it last. */
      const done = new Map<string, { text: string; owner: Process; isReleased: boolean }>();
      for (let step = 0; step < 150; step++) {
        const host = random.below(hosts);
        const some = [...cluster.living][random.below(Math.max(1, cluster.living.size))];
        const process = some ?? cluster.start(host, random.below(2));
        const key = keys[random.below(keys.length)]!;
        const what = random.below(20);
        if (what < 4 && cluster.living.size < 8) cluster.start(host, random.below(2));
        else if (what < 12) {
          if (process.claims.has(key)) continue;
          const claim = cluster.claim(process, key);
          const holder = [...cluster.living].find(({ claims }) => claims.get(key)?.isKept);
          const where = `seed ${seed}, step ${step}`;
          if (claim.isKept) {
            expect(holder, where).toBeUndefined();
            taken++;
            const state = join(claim.path, 'state');
            const last = done.get(key);
            // What was done is there, to the last byte.
            if (last) expect(readFileSync(state, 'utf8'), where).toBe(last.text);
            mkdirSync(claim.path, { recursive: true });
            const text = `${seed} ${step}`;
            writeFileSync(state, text);
            done.set(key, { text, owner: process, isReleased: false });
          } else if (holder === undefined) {
            // Only where it cannot be known that its owner is gone.
            const last = done.get(key)!;
            expect(kind, where).toBe('network');
            expect(last.isReleased, where).toBe(false);
            expect(last.owner.space, where).not.toBe(process.space);
            expect(claim.note, where).toMatch(
              /is left alone: process \d+ of h\d may still be at it/,
            );
          }
          process.claims.set(key, claim);
        } else if (what < 15) {
          const claim = process.claims.get(key);
          if (!claim) continue;
          claim.release();
          process.claims.delete(key);
          if (claim.isKept) done.set(key, { ...done.get(key)!, isReleased: true });
        } else if (what < 18) cluster.kill(process);
        else if (what < 19) cluster.restart(host);
        else {
          const { stopped } = leftPasses(cluster.passes, process.claimant);
          removePasses(cluster.passes, stopped, process.claimant);
          for (const key of keys) if (!existsSync(join(cluster.passes, key))) done.delete(key);
        }
        for (const { claims } of cluster.living) {
          for (const [key, { isKept, path }] of claims) {
            if (isKept) expect(readFileSync(join(path, 'state'), 'utf8')).toBe(done.get(key)!.text);
          }
        }
      }
    }
    expect(taken).toBeGreaterThan(60);
  },
);
