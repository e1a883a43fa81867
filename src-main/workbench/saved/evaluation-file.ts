import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import type { WrittenEvaluation } from '../../analysis/evaluate/index.ts';
import { writeOwnFile } from '../../formats/output/index.ts';
import { cacheFolders, type Locations } from '../../home/index.ts';
import type { SavedEvaluation } from './saved-evaluation.ts';

type Saved = Pick<SavedEvaluation, 'file'>;

/** The files of evaluations in the cache; the one that was read last is held ready. */
export class EvaluationFiles {
  readonly #locations: Locations;
  #last: { readonly file: string; readonly evaluation: WrittenEvaluation } | undefined;

  constructor(locations: Locations) {
    this.#locations = locations;
  }

  /** Errors: those of the file. */
  async write(saved: Saved, text: string): Promise<void> {
    await writeOwnFile(this.#path(saved), text);
  }

  /** Error: `cache-missing` where the file is gone or is not what was written. */
  read(saved: Saved): WrittenEvaluation {
    if (this.#last?.file === saved.file) return this.#last.evaluation;
    const { evaluation } = this.#read(saved);
    this.#last = { file: saved.file, evaluation };
    return evaluation;
  }

  /** As it was written. Error: `cache-missing`. */
  text(saved: Saved): string {
    return this.#read(saved).text;
  }

  #read(saved: Saved): { readonly text: string; readonly evaluation: WrittenEvaluation } {
    try {
      const text = readFileSync(this.#path(saved), 'utf8');
      return { text, evaluation: JSON.parse(text) as WrittenEvaluation };
    } catch (cause) {
      const message =
        'The evaluation cannot be shown: its numbers are no longer in the cache. Evaluate again.';
      throw new MegabaseError('cache-missing', message, { cause });
    }
  }

  has(saved: Saved): boolean {
    return existsSync(this.#path(saved));
  }

  delete(saved: Saved): void {
    if (this.#last?.file === saved.file) this.#last = undefined;
    rmSync(this.#path(saved), { force: true });
  }

  #path({ file }: Saved): string {
    return join(cacheFolders(this.#locations.cache).evaluations, file);
  }
}
