import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import { renameInto } from '../../formats/output/index.ts';
import { readHeadPackage, type HeadPackage } from '../../model/index.ts';
import { copyFile } from '../import/index.ts';
import { changedFolder, PackageFolder, writePackage } from '../packages/index.ts';

/** A folder among the heads that cannot be read as one, and why. */
export interface BrokenHead {
  /** The folder's name, which removes it. */
  readonly id: string;
  readonly folder: string;
  readonly reason: string;
}

/** What a head's folder holds that is worth keeping. */
const packageFiles = /^(head\.json|head\.safetensors|README.*|LICENSE.*)$/;

/** The heads that the user imported or trained, each in a folder of its id. */
export class HeadLibrary {
  readonly folder: string;
  readonly #packages: PackageFolder<HeadPackage | BrokenHead>;

  /** `folder` need not be there yet. */
  constructor(folder: string) {
    this.folder = folder;
    this.#packages = new PackageFolder<HeadPackage | BrokenHead>(folder, {
      marks: ['head.json'],
      read: readHead,
    });
  }

  /** All heads that can be read. */
  list(): HeadPackage[] {
    return this.#packages.list().flatMap((one) => ('manifest' in one ? [one] : []));
  }

  broken(): BrokenHead[] {
    return this.#packages.list().flatMap((one) => ('reason' in one ? [one] : []));
  }

  /** The head with that id, or the one in that folder. Errors: `head-missing`, `head-manifest`. */
  find(idOrFolder: string): HeadPackage {
    const byId = () => this.list().find(({ manifest }) => manifest.id === idOrFolder);
    let known = byId();
    if (!known) {
      // It may have come this very moment.
      this.#packages.look();
      known = byId();
    }
    if (known) return known;
    const broken = this.broken().find(({ id }) => id === idOrFolder);
    if (broken) return readHeadPackage(broken.folder);
    if (existsSync(idOrFolder)) return readHeadPackage(idOrFolder);
    const ids =
      this.list()
        .map(({ manifest }) => manifest.id)
        .join(', ') || 'none';
    throw new MegabaseError(
      'head-missing',
      `There is no head "${idOrFolder}" and no such folder; there are ${ids}.`,
    );
  }

  /** Copies a head's folder into the library: all of it, or nothing. Errors: `usage`, `disk-full`. */
  async import(head: HeadPackage): Promise<HeadPackage> {
    const { id } = head.manifest;
    this.expectFree(id);
    const target = join(this.folder, id);
    await copyHead(head, target);
    changedFolder(this.folder);
    return readHeadPackage(target);
  }

  /** Error: `usage` where a head has that name already. */
  expectFree(id: string): void {
    const isTaken = this.list().some(({ manifest }) => manifest.id === id);
    if (!isTaken && !existsSync(join(this.folder, id))) return;
    throw new MegabaseError(
      'usage',
      `A head "${id}" is in the library already; \`megabase heads remove ${id}\` makes room for another.`,
    );
  }

  /** Copies a head to a folder that is not there yet. Errors: `usage`, `output-unwritable`, `disk-full`. */
  async export(id: string, folder: string): Promise<string> {
    const target = resolve(folder);
    if (existsSync(target)) {
      throw new MegabaseError('usage', `${target} is there already; name a folder that is not.`);
    }
    try {
      await copyHead(this.find(id), target);
    } catch (cause) {
      if (cause instanceof MegabaseError) throw cause;
      const message = `${target} cannot be written (${systemCode(cause) ?? String(cause)}).`;
      throw new MegabaseError('output-unwritable', message, { cause });
    }
    return target;
  }

  /** Removes a head, also one that cannot be read any more. Errors: `usage`, `head-missing`. */
  remove(id: string): void {
    const own = this.list().find(({ manifest }) => manifest.id === id);
    const name = own ? basename(own.folder) : id;
    if (existsSync(this.folder) && readdirSync(this.folder).includes(name)) {
      // Windows keeps a folder that is watched.
      this.close();
      rmSync(join(this.folder, name), { recursive: true });
      changedFolder(this.folder);
      return;
    }
    this.find(id);
    throw new MegabaseError(
      'usage',
      `"${id}" is a folder of your own, which stays; only imported heads are removed.`,
    );
  }

  /** Ends the watch over the folder. */
  close(): void {
    this.#packages.close();
  }
}

function readHead(folder: string, id: string): HeadPackage | BrokenHead {
  try {
    return readHeadPackage(folder);
  } catch (error) {
    if (!(error instanceof MegabaseError)) throw error;
    return { id, folder, reason: error.message };
  }
}

/** Writes all files under a temporary name first. */
async function copyHead({ folder }: HeadPackage, target: string): Promise<void> {
  await writePackage(dirname(target), async (temporary) => {
    for (const name of readdirSync(folder).filter((name) => packageFiles.test(name))) {
      const path = join(folder, name);
      const file = { name, path, bytes: statSync(path).size, digest: undefined };
      await copyFile(file, join(temporary, name), { onBytes: () => undefined });
    }
    renameInto(target, temporary);
  });
}
