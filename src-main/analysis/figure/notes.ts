import type { ModelIdentity } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { oneLine, type HeaderNote } from '../../formats/output/index.ts';
import { programVersion } from '../../home/index.ts';

/** What a figure's file says of what made it, a line each: the program, `made`, the engine, and what it is `of`. */
export function figureNotes(
  made: readonly HeaderNote[],
  of: readonly HeaderNote[] = [],
): readonly HeaderNote[] {
  const program = { key: 'program', text: programText() };
  const engine = { key: 'engine', text: engineVersion };
  return [program, ...made, engine, ...of].map(({ key, text }) => ({ key, text: oneLine(text) }));
}

/** A model that a figure shows something of. */
export function modelNote({ id, name, version, hash }: ModelIdentity): HeaderNote {
  return { key: 'model', text: `${name} ${version} (${id}), SHA-256 ${hash}` };
}

/** The program, with its version. */
export function programText(): string {
  return `Megabase ${programVersion()}`;
}

/** The notes as lines of a text. */
export function notesText(notes: readonly HeaderNote[]): string {
  return notes.map(({ key, text }) => `${key}: ${text}`).join('\n');
}
