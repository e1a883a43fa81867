import type { Desktop, FoundFile } from '../../../src-main/contract/index.ts';

import type { ConfirmChoice, Dialog, FileQuestion, FoundAnswer } from './dialogs.ts';

/** The dialog that is open, and questions that a dialog answers. */
export class DialogState {
  readonly #system: Partial<Desktop>;
  #open = $state.raw<Dialog>();

  /** `system`: the system's own file dialogs, where there are any. */
  constructor(system: Partial<Desktop>) {
    this.#system = system;
  }

  get current(): Dialog | undefined {
    return this.#open;
  }

  show(dialog: Dialog): void {
    this.#open = dialog;
  }

  close(): void {
    const dialog = this.#open;
    if (dialog?.kind === 'files') dialog.answer([]);
    else if (dialog?.kind === 'confirm') dialog.answer(false);
    else if (dialog?.kind === 'found-files') dialog.answer(undefined);
    else this.#open = undefined;
  }

  /** Absolute paths on the machine that runs Megabase; none where the question was waved away. */
  askFiles(question: Omit<FileQuestion, 'save'>): Promise<readonly string[]> {
    const { title, folder, multiple } = question;
    const plain = { title, ...(folder && { folder }), ...(multiple && { multiple }) };
    return this.#system.pickFiles?.(plain) ?? this.#ask(question);
  }

  /** Which of some files a dropped one is. */
  askFound(name: string, found: readonly FoundFile[]): Promise<FoundAnswer> {
    return this.#answered((answer: (file: FoundAnswer) => void) => ({
      ...{ kind: 'found-files', name, found, answer },
    }));
  }

  async askSavePath(title: string, name: string): Promise<string | undefined> {
    if (this.#system.saveFile) return this.#system.saveFile({ title, name });
    const [path] = await this.#ask({ title, save: name });
    return path;
  }

  /** `choice`: the words on the button that does it, or all that is said of the two. */
  confirm(title: string, message: string, choice: string | ConfirmChoice): Promise<boolean> {
    const { action, keep, isHarmless } =
      typeof choice === 'string' ? { action: choice, keep: 'Keep', isHarmless: false } : choice;
    return this.#answered((answer: (yes: boolean) => void) => ({
      ...{ kind: 'confirm', title, message, action, keep, isHarmless, answer },
    }));
  }

  #ask(question: FileQuestion): Promise<readonly string[]> {
    return this.#answered((answer: (paths: readonly string[]) => void) => ({
      ...{ kind: 'files', question, answer },
    }));
  }

  /** Opens a dialog over the one that is open, which comes back when it was answered. */
  #answered<T>(make: (answer: (value: T) => void) => Dialog): Promise<T> {
    return new Promise((resolve) => {
      const before = this.#open;
      this.#open = make((value) => {
        this.#open = before;
        resolve(value);
      });
    });
  }
}
