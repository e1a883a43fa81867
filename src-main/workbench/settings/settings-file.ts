import { existsSync, readFileSync, renameSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { providers, themes, type ProviderChoice, type Settings } from '../../contract/index.ts';
import { writeOwnFileSync } from '../../formats/output/index.ts';

const provider = z.custom<ProviderChoice>(
  (value) =>
    typeof value === 'string' &&
    (value === 'auto' ||
      /^cuda:\d+$/.test(value) ||
      (providers as readonly string[]).includes(value)),
);

/** What cannot be read of it is as nobody chose it: the rest still counts. */
const settingsSchema = z.object({
  theme: z.enum(themes).catch('system'),
  provider: provider.catch('auto'),
  threads: z.number().int().positive().optional().catch(undefined),
  memoryBytes: z.number().positive().optional().catch(undefined),
  cache: z.string().refine(isAbsolute).optional().catch(undefined),
  cacheBytes: z.number().positive().optional().catch(undefined),
  folders: z
    .object({ favourites: z.array(z.string()), last: z.record(z.string(), z.string()) })
    .optional()
    .catch(undefined),
  offline: z.boolean().catch(false),
  drivable: z.boolean().optional().catch(undefined),
});

/** The settings on disk. They are read each time: the command and another window may change them, too. */
export class SettingsFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get current(): Settings {
    return settingsSchema.parse(this.#read() ?? {});
  }

  /** Replaces what this program knows of; what a newer one has written beside it stays. */
  write(settings: Settings): void {
    const before = this.#read();
    // Not to be read any more, it is kept for whoever wrote it.
    if (before === undefined && existsSync(this.#path)) {
      renameSync(this.#path, `${this.#path}.damaged-${Date.now()}`);
    }
    const known = Object.keys(settingsSchema.shape);
    const others = Object.entries(before ?? {}).filter(([key]) => !known.includes(key));
    const all = { ...Object.fromEntries(others), ...settings };
    writeOwnFileSync(this.#path, `${JSON.stringify(all, null, 2)}\n`);
  }

  #read(): object | undefined {
    try {
      const found: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return typeof found === 'object' && found !== null ? found : undefined;
    } catch {
      return undefined;
    }
  }
}
