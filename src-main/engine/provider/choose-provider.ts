import type { Provider, ProviderChoice, ProviderReport } from '../../contract/index.ts';
import { isOffered, probeProvider } from '../../model/probing/index.ts';
import { findAdapters, type Adapter } from './adapters.ts';
import { ChoiceFile, type KeptChoice } from './kept-choice.ts';

/**
 * What `auto` tries. DirectML and CoreML have no kernels for the two recurrent operators: every chunk
 * would cross to the CPU and back, so they run only when asked for.
 */
const automatic: readonly Provider[] = ['cuda', 'webgpu'];

/**
 * Tokens of the first trial. One that is so many times slower there needs no second one, if that would take so
 * many seconds: a card that only takes its time for a call is fast with many tokens.
 */
const fewTokens = 512;
const hopeless = { times: 4, seconds: 5 };

/** Goes up when what is timed changes: a choice that an earlier version kept is made anew. */
const method = 3;

/** A provider that `auto` times, and what its card holds. */
export type Candidate = Pick<ChosenProvider, 'provider' | 'device' | 'memoryBytes' | 'isSoftware'>;

/** How `auto` finds out what is fastest for the model at hand. */
export interface Trial {
  /** Folder that keeps the choice. */
  readonly folder: string;
  /** All that the times depend on, but for cards and drivers: model, versions, threads. */
  readonly dependsOn: Readonly<Record<string, unknown>>;
  /** Tokens of a chunk. */
  readonly tokens: number;
  /**
   * Seconds that a layer takes for so many tokens, as a pass would run it there: all strands, in chunks of
   * its own size.
   */
  readonly time: (candidate: Candidate, tokens: number) => Promise<number>;
  /** How many of the model's heads the GPU that was chosen is best given side by side; undefined where it does not matter. */
  readonly timeWidth?: (chosen: Candidate) => Promise<number | undefined>;
}

/** What computes. */
export interface ChosenProvider {
  readonly provider: Provider;
  /** Name of the card; undefined for the CPU, and where the system does not tell. */
  readonly device?: string | undefined;
  /** What that card holds, bytes, where the system tells. */
  readonly memoryBytes?: number | undefined;
  /** Heads that it is best given side by side, where that was timed. */
  readonly width?: number | undefined;
  /** True where that is the CPU after all. */
  readonly isSoftware?: boolean | undefined;
  /** What is not as it was asked for, or was found out just now. Sentences. */
  readonly notes: readonly string[];
}

/** What is looked at: elsewhere in tests. */
export interface ProviderContext {
  probe(provider: Provider): Promise<ProviderReport>;
  adapters(provider: Provider): Promise<Adapter[]>;
}

const here: ProviderContext = {
  probe: probeProvider,
  adapters: (provider) => findAdapters(provider),
};

/**
 * The provider to use for a choice. `auto` takes the fastest of those whose numbers are right, by one
 * layer of the model at hand, and keeps what it found until driver, model or version change; Vulkan
 * or Direct3D in software is left out. Where that is the CPU though there is a card, a note tells why.
 * One that is asked for by name is taken where it works.
 */
export async function chooseProvider(
  choice: ProviderChoice,
  trial: Trial,
  tools: ProviderContext = here,
): Promise<ChosenProvider> {
  if (choice === 'cpu') return { provider: 'cpu', notes: [] };
  if (choice === 'auto') return chooseFastest(trial, tools);
  const { provider, card } = parseChoice(choice);
  // Read by CUDA when the first session opens it, and this process has none yet.
  if (card !== undefined) process.env['CUDA_VISIBLE_DEVICES'] = String(card);
  const report = await tools.probe(provider);
  if (report.available) {
    // Of several cards the first was timed.
    const kept =
      card === undefined ? choiceFile(trial, await allAdapters(tools)).read() : undefined;
    const width = kept?.provider === provider ? widthOf(kept) : {};
    return { provider, notes: [], ...(await deviceOf(provider, tools, card)), ...width };
  }
  return { provider: 'cpu', notes: [`running on the CPU instead of ${choice}: ${report.reason}`] };
}

async function chooseFastest(trial: Trial, tools: ProviderContext): Promise<ChosenProvider> {
  const adapters = await allAdapters(tools);
  const file = choiceFile(trial, adapters);
  const kept = file.read();
  if (kept?.provider === 'cpu') return { provider: 'cpu', notes: [noteOf(kept)] };
  if (kept && (await tools.probe(kept.provider)).available) {
    const device = await deviceOf(kept.provider, tools);
    return { provider: kept.provider, notes: [], ...device, ...widthOf(kept) };
  }
  const right: Candidate[] = [];
  /** Of a card that is there, why it cannot be used. */
  const broken: string[] = [];
  for (const [i, provider] of automatic.entries()) {
    const own = adapters[i] ?? [];
    const cards = own.filter(({ isSoftware }) => !isSoftware);
    if (own.length > 0 && cards.length === 0) continue;
    const { available, reason } = await tools.probe(provider);
    if (available) right.push({ provider, ...(await deviceOf(provider, tools)) });
    else if (cards.length > 0 && isOffered(provider)) {
      const names = cards.map(({ name }) => name).join(' or ');
      broken.push(`running on the CPU: ${provider} does not work on ${names}: ${reason}`);
    }
  }
  // A machine without a card has nothing to be told of.
  if (right.length === 0) return { provider: 'cpu', notes: broken };
  const fastest = await timeAll(right, trial);
  const chosen = right.find(({ provider }) => provider === fastest.provider);
  // A card that cannot be given more or fewer is given what is usual.
  const width = chosen && (await trial.timeWidth?.(chosen).catch(() => undefined));
  const found = { ...fastest, width };
  file.write(found);
  return { ...(chosen ?? { provider: 'cpu' }), notes: [noteOf(found)], ...widthOf(found) };
}

function allAdapters(tools: ProviderContext): Promise<Adapter[][]> {
  return Promise.all(automatic.map((provider) => tools.adapters(provider)));
}

/** Where what `auto` has found out is kept. */
function choiceFile(
  { folder, dependsOn }: Trial,
  adapters: readonly (readonly Adapter[])[],
): ChoiceFile {
  return new ChoiceFile(folder, { ...dependsOn, adapters, method });
}

function widthOf({ width }: KeptChoice): Pick<ChosenProvider, 'width'> {
  return width === undefined ? {} : { width };
}

async function timeAll(gpus: readonly Candidate[], { time, tokens }: Trial): Promise<KeptChoice> {
  const few = Math.min(fewTokens, tokens);
  const failed: Partial<Record<Provider, string>> = {};
  const timeOn = async (candidate: Candidate, count: number) => {
    // One that cannot run this model is the slowest of all.
    return time(candidate, count).catch((error: unknown) => {
      if (candidate.provider === 'cpu') throw error;
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      failed[candidate.provider] = line.slice(0, 200);
      return Infinity;
    });
  };
  const host: Candidate = { provider: 'cpu' };
  const first = new Map<Provider, number>();
  for (const one of [host, ...gpus]) first.set(one.provider, await timeOn(one, few));
  const cpu = first.get('cpu') ?? Infinity;
  const hopeful = gpus.filter(({ provider }) => {
    const took = first.get(provider) ?? Infinity;
    return took < hopeless.times * cpu || (took * tokens) / few < hopeless.seconds;
  });
  const seconds: Partial<Record<Provider, number>> = {};
  const [compared, count] = hopeful.length > 0 ? [hopeful, tokens] : [gpus, few];
  for (const one of [host, ...compared]) {
    const { provider } = one;
    const took = count === few ? (first.get(provider) ?? Infinity) : await timeOn(one, count);
    if (took < Infinity) seconds[provider] = Math.max(took, 1e-6);
  }
  const names = Object.keys(seconds) as Provider[];
  const provider = names.reduce((best, one) =>
    (seconds[one] ?? Infinity) < (seconds[best] ?? Infinity) ? one : best,
  );
  return { provider, seconds, tokens: count, ...(Object.keys(failed).length > 0 && { failed }) };
}

function noteOf({ provider, seconds, tokens, failed = {} }: KeptChoice): string {
  const times = Object.entries(seconds).map(([name, took]) => `${name} ${took.toPrecision(2)} s`);
  const failures = Object.entries(failed).map(([name, why]) => `; ${name} failed at it (${why})`);
  const place = provider === 'cpu' ? 'the CPU' : provider;
  return (
    `computing on ${place}, which is fastest here: one layer of ${tokens.toLocaleString('en-US')} bp ` +
    `takes ${times.join(', ')}${failures.join('')}`
  );
}

/** CUDA takes the card that it is told, or the first; of others the system does not tell which. */
async function deviceOf(
  provider: Provider,
  tools: ProviderContext,
  card = 0,
): Promise<Pick<ChosenProvider, 'device' | 'memoryBytes' | 'isSoftware'>> {
  const all = await tools.adapters(provider);
  const own = provider === 'cuda' ? all.slice(card, card + 1) : all;
  const device = own.map(({ name }) => name).join(' or ');
  // Whichever it is holds as much as the smallest.
  const sizes = own.flatMap(({ memoryBytes }) => memoryBytes ?? []);
  return {
    ...(device ? { device } : {}),
    ...(sizes.length > 0 ? { memoryBytes: Math.min(...sizes) } : {}),
    ...(own.length > 0 && own.every(({ isSoftware }) => isSoftware) ? { isSoftware: true } : {}),
  };
}

function parseChoice(choice: Exclude<ProviderChoice, 'auto'>): {
  readonly provider: Provider;
  readonly card?: number;
} {
  const [, card] = /^cuda:(\d+)$/.exec(choice) ?? [];
  if (card !== undefined) return { provider: 'cuda', card: Number(card) };
  return { provider: choice as Provider };
}
