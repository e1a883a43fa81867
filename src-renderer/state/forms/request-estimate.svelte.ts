import { faultText } from '../../format/index.ts';

/** ms that a request must rest before it is sent: people type. */
const estimateAfter = 300;

/** The estimate of a request, renewed whenever the request changes. For use in a component. */
export class RequestEstimate<Request, Answer> {
  #answer = $state.raw<Answer>();
  #fault = $state.raw<{ message: string; advice: string }>();
  /** Times that the same request was sent again: the cause of a fault may have been removed. */
  #retries = $state(0);

  /** `request`: undefined while it is incomplete. */
  constructor(request: () => Request | undefined, ask: (request: Request) => Promise<Answer>) {
    $effect(() => {
      void this.#retries;
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

  retry(): void {
    this.#retries++;
  }
}
