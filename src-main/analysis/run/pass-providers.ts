import type { Provider } from '../../contract/index.ts';
import type { Reply } from '../../engine/index.ts';

/** What has computed a pass, as its replies tell. */
export class PassProviders {
  readonly #all = new Set<Provider>();

  take(reply: Reply): void {
    if (reply.kind === 'begun') {
      // What a process that died had done, now or days ago, is kept only where it is gone on from.
      this.#all.clear();
      for (const one of [...(reply.computedBefore ?? []), reply.provider]) this.#all.add(one);
    }
    if (reply.kind === 'device-failed') this.#all.add('cpu');
  }

  /** As `RunInfo.provider` has it: in turn. */
  get text(): string {
    return [...this.#all].join(', then ') || 'cpu';
  }
}
