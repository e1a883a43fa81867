import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
});

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

  /** Undefined where there is none, or none that can be read. */
  read(): KeptChoice | undefined {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
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
