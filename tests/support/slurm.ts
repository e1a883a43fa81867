import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

const scripts = join(root, 'tests/workflow/slurm');

function isThere(...names: readonly string[]): boolean {
  return names.every((name) =>
    ['/usr/bin', '/usr/sbin'].some((folder) => existsSync(join(folder, name))),
  );
}

export const hasSnakemake = isThere('snakemake');

/** Slurm's daemons are started as root, one set of them for a test. */
export const canRunSlurm =
  process.getuid?.() === 0 && isThere('munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol');

/** A Slurm of two nodes, `n1` and `n2`, with one processor each, on this machine. */
export class Slurm {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static start(folder: string): Slurm {
    const slurm = new Slurm(folder);
    try {
      // Three ports in a row, of which nobody else's test takes the same.
      const port = 20_000 + 3 * (process.pid % 4_000);
      execFileSync('bash', [join(scripts, 'up.sh'), folder, String(port)], { stdio: 'pipe' });
    } catch (error) {
      slurm.stop();
      throw error;
    }
    return slurm;
  }

  get env(): { readonly SLURM_CONF: string } {
    return { SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  /** Ids of this Slurm's processes of jobs on a node, whose command lines match. */
  processesOn(node: string, pattern: RegExp): number[] {
    return processes().filter((pid) => {
      const variables = read(`/proc/${pid}/environ`).split('\0');
      return (
        variables.includes(`SLURM_CONF=${this.env.SLURM_CONF}`) &&
        variables.includes(`SLURMD_NODENAME=${node}`) &&
        pattern.test(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
      );
    });
  }

  /** Ends a node at once, with all that runs on it, as a power cut does. */
  kill(node: string): void {
    const daemon = Number(read(join(this.folder, `slurmd-${node}.pid`)).trim());
    // A step's own process first, so that it tells nobody how its job ended.
    for (const pid of [...this.#stepsOf(node), ...this.processesOn(node, /./), daemon]) kill(pid);
  }

  /** Slurm's process of each job on a node, known by the log that it writes. */
  #stepsOf(node: string): number[] {
    const log = join(this.folder, `slurmd-${node}.log`);
    return processes().filter((pid) => opens(pid, log));
  }

  stop(): void {
    for (const node of ['n1', 'n2']) this.kill(node);
    spawnSync('bash', [join(scripts, 'down.sh'), this.folder]);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function opens(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((name) => {
      try {
        return readlinkSync(join(folder, name)) === path;
      } catch {
        return false;
      }
    });
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

function kill(pid: number): void {
  if (!(pid > 1)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
