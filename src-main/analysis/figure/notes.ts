import type { ModelIdentity } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { oneLine, type HeaderNote } from '../../formats/output/index.ts';

/** What a figure's file says of what made it, a line each: `made`, the engine, and what it is `of`. */
export function figureNotes(
  made: readonly HeaderNote[],
  of: readonly HeaderNote[] = [],
): readonly HeaderNote[] {
  const engine = { key: 'engine', text: engineVersion };
  return [...made, engine, ...of].map(({ key, text }) => ({ key, text: oneLine(text) }));
}

/** A model that a figure shows something of. */
export function modelNote({ id, name, version, hash }: ModelIdentity): HeaderNote {
  return { key: 'model', text: `${name} ${version} (${id}), SHA-256 ${hash}` };
}

/** The program, with its version where the notes tell it. */
export function programOf(notes: readonly HeaderNote[]): string {
  return notes.find(({ key }) => key === 'program')?.text ?? 'Megabase';
}

/** The notes as lines of a text. */
export function notesText(notes: readonly HeaderNote[]): string {
  return notes.map(({ key, text }) => `${key}: ${text}`).join('\n');
}
