import type { FoundFile, ReportSubject } from '../../../src-main/contract/index.ts';
import type { FileKindName } from '../../format/index.ts';
import type { VariantFigureView } from '../forms/index.ts';

/** What the own file dialog is asked. */
export interface FileQuestion {
  readonly title: string;
  /** A folder is to be chosen, not a file. */
  readonly folder?: boolean;
  readonly multiple?: boolean;
  /** What is looked for; any file where absent. Its last folder is where the dialog begins. */
  readonly kind?: FileKindName;
  /** Folder to begin with instead. */
  readonly from?: string;
  /** Said below the title. */
  readonly hint?: string;
  /** Files of these names are chosen by themselves where a folder has them. */
  readonly names?: readonly string[];
  /** Suggested name, where a file is to be written. */
  readonly save?: string;
}

/** Which of some files is meant: one that lies elsewhere, or none where that was not answered. */
export type FoundAnswer = Pick<FoundFile, 'path'> | 'elsewhere' | undefined;

/** The two answers to a question. */
export interface ConfirmChoice {
  /** Words on the button that does it, and on the one that does not. */
  readonly action: string;
  readonly keep: string;
  /** False where something is lost. */
  readonly isHarmless: boolean;
}

/** The one dialog that is open. */
export type Dialog =
  /** Of all tracks of the run, or of one. */
  | { readonly kind: 'export'; readonly run?: string | undefined; readonly track?: string }
  | { readonly kind: 'export-figure' }
  | { readonly kind: 'export-variant-figure'; readonly view: VariantFigureView }
  | { readonly kind: 'export-map'; readonly map: string }
  | { readonly kind: 'export-bases'; readonly map: string }
  | { readonly kind: 'export-variants'; readonly set: string }
  | { readonly kind: 'export-evaluation'; readonly evaluation: string }
  | { readonly kind: 'report'; readonly subject: ReportSubject }
  | { readonly kind: 'shortcuts' | 'diagnostics' | 'licences' | 'about' }
  | { readonly kind: 'preferences' }
  | {
      readonly kind: 'files';
      readonly question: FileQuestion;
      readonly answer: (paths: readonly string[]) => void;
    }
  | {
      readonly kind: 'found-files';
      /** That of the file that was dropped. */
      readonly name: string;
      /** At least one. */
      readonly found: readonly FoundFile[];
      readonly answer: (file: FoundAnswer) => void;
    }
  | (ConfirmChoice & {
      readonly kind: 'confirm';
      readonly title: string;
      readonly message: string;
      readonly answer: (yes: boolean) => void;
    });
