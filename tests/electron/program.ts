import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connectWorkbench, type WorkbenchClient } from '../../src-main/transport/index.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Something the program did with Electron, in order. */
export type Told = { readonly told: string } & Readonly<Record<string, unknown>>;

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** A built program that can be started. */
export interface BuiltProgram {
  /** The folder of `package.json` and `out/`. */
  readonly folder: string;
  /** Where the stand-in for Electron lies. */
  readonly standIn: string;
  /** The command that stands before Node's options: Node itself, or what starts it. */
  readonly node: readonly [command: string, ...args: string[]];
}

const ofThisCheckout: BuiltProgram = {
  folder: root,
  standIn: join(import.meta.dirname, 'stand-in'),
  node: [process.execPath],
};

/** The built program in a process of its own, with the stand-in for Electron round it. */
export class Program {
  readonly told: Told[] = [];
  readonly home: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #listeners = new Set<(told: Told) => void>();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextId = 1;
  #stderr = '';

  constructor(
    options: {
      readonly home?: string;
      readonly files?: readonly string[];
      readonly isSecondInstance?: boolean;
      readonly hasScreen?: boolean;
      readonly isPackaged?: boolean;
      readonly built?: BuiltProgram;
      /** Folder it is started in. */
      readonly folder?: string;
    } = {},
  ) {
    this.home = options.home ?? temporaryFolder();
    const { isSecondInstance = false, hasScreen = true, built = ofThisCheckout } = options;
    const { folder, standIn, node } = built;
    const { folder: startedIn = folder, isPackaged = false } = options;
    const [execPath, ...nodeArgs] = node;
    const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
    this.#process = fork(join(folder, 'out/main/main.js'), options.files ?? [], {
      cwd: startedIn,
      env: {
        ...env,
        HOME: this.home,
        MEGABASE_HOME: join(this.home, 'megabase'),
        STAND_IN: JSON.stringify({ root: folder, isSecondInstance, hasScreen, isPackaged }),
      },
      execPath,
      execArgv: [...nodeArgs, '--import', join(standIn, 'register.mjs')],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#ended = once(this.#process, 'exit');
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#process.on('message', (message: Told | Answer) => {
      if ('id' in message) return this.#waiting.get(message.id as number)!(message as Answer);
      this.told.push(message);
      this.#listeners.forEach((listener) => listener(message));
    });
  }

  /** Does something to the program from outside: see `deeds` in the stand-in. */
  do(deed: string, values: object = {}): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new Error(`${deed}: ${error.message} ${this.#stderr}`));
      this.#waiting.set(id, ({ answer, error }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve(answer);
        else reject(new Error(error));
      });
      void this.#ended.then(() => fail(new Error('the program ended')));
      this.#process.send({ id, deed, ...values }, (error) => error && fail(error));
    });
  }

  async request(path: string, headers: object = {}, method = 'GET'): Promise<PageAnswer> {
    const url = path.startsWith('/') ? `megabase://app${path}` : path;
    return (await this.do('request', { url, method, headers })) as PageAnswer;
  }

  /** The first thing of that kind that was told, also if that is still to come. */
  async heard(kind: string, fits: (told: Told) => boolean = () => true): Promise<Told> {
    const isIt = (told: Told) => told.told === kind && fits(told);
    const known = this.told.find(isIt);
    if (known) return known;
    return new Promise((resolve, reject) => {
      const listener = (told: Told) => {
        if (!isIt(told)) return;
        this.#listeners.delete(listener);
        resolve(told);
      };
      this.#listeners.add(listener);
      void this.#ended.then(() =>
        reject(new Error(`The program ended before "${kind}": ${this.#stderr}`)),
      );
    });
  }

  count(kind: string): number {
    return this.told.filter(({ told }) => told === kind).length;
  }

  onTold(listener: (told: Told) => void): void {
    this.#listeners.add(listener);
  }

  /** The workbench as a page reaches it: over the program's IPC. */
  workbench(from: string | number = 'page'): WorkbenchClient {
    return connectWorkbench({
      send: (bytes) =>
        void this.do('send', { channel: 'megabase', values: [bytes], from }).catch(() => undefined),
      onMessage: (listener) =>
        this.onTold(({ told, channel, values, window }) => {
          const isOther = typeof from === 'number' && window !== from;
          if (told === 'to-page' && channel === 'megabase' && !isOther)
            listener((values as [Uint8Array])[0]);
        }),
      onClose: () => undefined,
    });
  }

  /** Resolves with the exit code. */
  async ended(): Promise<number | null> {
    const [code] = (await this.#ended) as [number | null];
    return code;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}

/** Starts the program for one test, as far as its window. */
export async function startProgram(
  options: ConstructorParameters<typeof Program>[0] = {},
): Promise<Program> {
  const program = new Program(options);
  onTestFinished(() => program.stop());
  await program.heard('lock');
  await program.do('ready');
  await program.heard('menu');
  return program;
}
