import type { Provider } from '../../contract/index.ts';
import type { Reply } from '../../engine/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';

/** Emits how a pass began and how far it is, and gives every reply to `onReply`, too. */
export function passListener(
  { emit }: Pick<AnalysisContext, 'emit'>,
  onReply: (reply: Reply) => void,
): { onReply(reply: Reply): void; onNote(note: string, goesOn?: Provider): void } {
  return {
    onReply(reply) {
      if (reply.kind === 'progress') emit({ kind: 'progress', progress: reply.progress });
      onReply(reply);
      if (reply.kind === 'begun') emit({ kind: 'note', note: { kind: 'compute', begun: reply } });
    },
    onNote: (text, goesOn) =>
      emit(goesOn ? { kind: 'note', note: { kind: 'text', text, goesOn } } : textNote(text)),
  };
}
