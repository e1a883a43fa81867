import type { z } from 'zod';
import type { MegabaseError } from '../../contract/index.ts';
import type { CommittedFile } from '../../formats/output/index.ts';
import type { CallFolders } from './command-line.ts';

/** Something that other programs can ask for by name, over whatever wire. */
export interface Call {
  readonly name: string;
  /** In a sentence or two. */
  readonly about: string;
  /** Of its parameters; what it does not name is refused. */
  readonly schema: z.ZodObject;
  /** It computes and writes nothing, so it need not wait for what does. */
  readonly readsOnly: boolean;
  /** It has an open window do something, which computes nothing here. */
  readonly drivesWindow?: true;
  /** `given` fits the schema. Errors may be thrown or answered. */
  readonly run: (given: CallParameters, hooks: CallHooks, folders: CallFolders) => CallEnd;
}

export type CallParameters = Readonly<Record<string, unknown>>;
type CallEnd = Promise<CallOutcome>;

export interface CallHooks {
  readonly signal: AbortSignal;
  readonly onEvent: (event: CallEvent) => void;
  /** Who calls, as that program calls itself. */
  readonly by?: string | undefined;
}

export type CallEvent =
  /** Its turn has come. */
  | { readonly kind: 'begun' }
  /** `fraction`: 0 to 1; it never falls. */
  | { readonly kind: 'progress'; readonly fraction: number; readonly text: string }
  | { readonly kind: 'note'; readonly text: string };

export type CallOutcome = CallDone | CallFailed;

export interface CallDone {
  readonly kind: 'done';
  /** What the command prints with `--json`, or its lines and notes. */
  readonly answer: unknown;
  /** Files that were written, by absolute paths. */
  readonly files: readonly CommittedFile[];
  /** The head of the first text table among them. */
  readonly firstLines?: { readonly path: string; readonly lines: readonly string[] } | undefined;
}

interface CallFailed {
  readonly kind: 'failed';
  readonly error: MegabaseError;
  /** What was found out before, such as a comparison that failed. */
  readonly answer?: unknown;
}
