import { eachOnce, type InterimEvent } from '../../analysis/events/index.ts';
import type { Console } from './console.ts';

/** The notes of a command: printed, each once, and remembered for `--json`. */
export function openNotes(console: Console): {
  readonly notes: ReadonlySet<string>;
  readonly onNote: (note: string) => void;
  /** Of an analysis that has nothing to show but sentences. */
  readonly onEvent: (event: InterimEvent<unknown>) => void;
} {
  const notes = new Set<string>();
  const onNote = eachOnce((note) => console.note(`note: ${note}`), notes);
  return {
    notes,
    onNote,
    onEvent(event) {
      if (event.kind === 'note' && event.note.kind === 'text') onNote(event.note.text);
    },
  };
}
