import { strandsAlike, type ModelCard } from '../../../src-main/contract/index.ts';

/** Which answers are asked for beside the model's own. */
export class ReadingForm {
  strands = $state(false);
  members = $state(false);
  readonly #model: () => ModelCard | undefined;

  constructor(model: () => ModelCard | undefined) {
    this.#model = model;
  }

  /** Whether both strands say the same by how the model is made. */
  get strandsAlike(): boolean {
    return strandsAlike(this.#model() ?? {});
  }

  get memberCount(): number {
    return this.#model()?.members?.length ?? 0;
  }

  /** What of it the model can tell apart. */
  get chosen(): { readonly strands?: true; readonly members?: true } {
    return {
      ...(this.strands && !this.strandsAlike && { strands: true }),
      ...(this.members && this.memberCount > 0 && { members: true }),
    };
  }
}
