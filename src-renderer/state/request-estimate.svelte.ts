import { faultText } from '../format/index.ts';

/** ms that a request must rest before it is asked for: people type. */
const estimateAfter = 300;

/** What a request will take, asked again whenever the request changes. For use in a component. */
export class RequestEstimate<Request, Answer> {
  #answer = $state.raw<Answer>();
  #fault = $state.raw<{ message: string; advice: string }>();
  /** How often the same was asked again: what was wrong may have been mended meanwhile. */
  #asked = $state(0);

  /** `request`: undefined where nothing can be asked for. */
  constructor(request: () => Request | undefined, ask: (request: Request) => Promise<Answer>) {
    $effect(() => {
      void this.#asked;
      const wanted = request();
      [this.#answer, this.#fault] = [undefined, undefined];
      if (wanted === undefined) return;
      let stale = false;
      const timer = setTimeout(async () => {
        try {
          const found = await ask(wanted);
          if (!stale) this.#answer = found;
        } catch (error) {
          if (!stale) this.#fault = faultText(error);
        }
      }, estimateAfter);
      return () => {
        stale = true;
        clearTimeout(timer);
      };
    });
  }

  get answer(): Answer | undefined {
    return this.#answer;
  }

  get fault(): { message: string; advice: string } | undefined {
    return this.#fault;
  }

  again(): void {
    this.#asked++;
  }
}
