import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { providers } from '../../contract/index.ts';

const schema = z.object({
  provider: z.enum(providers),
  /** Of one layer, by provider. */
  seconds: z.partialRecord(z.enum(providers), z.number().positive()),
  /** Tokens that were timed. */
  tokens: z.number().int().positive(),
  /** Heads that the fastest one is best given side by side; see `ChosenProvider`. */
  width: z.number().int().positive().optional(),
  /** Why some could not be timed, by provider. */
  failed: z.partialRecord(z.enum(providers), z.string()).optional(),
});

/** Milliseconds that a choice without the times of all is kept: a card may have been full just then. */
const failedFor = 24 * 3600 * 1000;

/** Which provider was fastest, and what each one took. */
export type KeptChoice = z.infer<typeof schema>;

/**
 * A choice in a small file, named by all that it depends on: with another driver, model or version it
 * is not found.
 */
export class ChoiceFile {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string, dependsOn: unknown) {
    const key = createHash('sha256').update(JSON.stringify(dependsOn)).digest('hex');
    this.#folder = folder;
    this.#path = join(folder, `fastest-${key.slice(0, 32)}.json`);
  }

  /** Undefined where there is none, none that can be read, or one that is to be made anew. */
  read(): KeptChoice | undefined {
    try {
      const found = schema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      const isOld = Date.now() - statSync(this.#path).mtimeMs > failedFor;
      return found.failed && isOld ? undefined : found;
    } catch {
      return undefined;
    }
  }

  write(choice: KeptChoice): void {
    mkdirSync(this.#folder, { recursive: true });
    const temporary = `${this.#path}.${randomUUID()}.tmp`;
    writeFileSync(temporary, JSON.stringify(choice));
    renameSync(temporary, this.#path);
  }
}
