import { defined } from '../../contract/index.ts';
/** The last line of what a process says, as far as it fits into a sentence. */
export class LastLine {
  #tail = '';

  constructor(stream: NodeJS.ReadableStream) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-2000);
    });
  }

  get text(): string {
    return defined(this.#tail.trim().split('\n').at(-1)).slice(0, 300);
  }
}
