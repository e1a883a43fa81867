import type { KeptEdit, RunCache } from '../../cache/index.ts';
import type { Provider, ProviderChoice, RunInfo, TrackValues } from '../../contract/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { answeringKeys, storingKey } from './provider-key.ts';

/** A cache that is asked for a provider's answers: see `answeringKeys`. Runs are stored by the key that they have. */
class ProviderCache implements RunCache {
  readonly #cache: RunCache;
  readonly #wanted: ProviderChoice;
  /** What computes, once a pass has told. */
  computed: Provider | undefined;

  constructor(cache: RunCache, wanted: ProviderChoice) {
    this.#cache = cache;
    this.#wanted = wanted;
  }

  /** Where a GPU that is named does not work, work that has begun so goes on with what the CPU computes in its place. */
  #answering(key: string): Iterable<string> {
    const own = this.computed === undefined ? [] : [storingKey(key, this.computed)];
    return new Set([...answeringKeys(key, this.#wanted), ...own]);
  }

  findRun(key: string): RunInfo | undefined {
    for (const one of this.#answering(key)) {
      const found = this.#cache.findRun(one);
      if (found) return found;
    }
    return undefined;
  }

  /** `key`: of a run that was found. */
  readTrack(key: string, trackId: string, start: number, end: number): TrackValues {
    return this.#cache.readTrack(key, trackId, start, end);
  }

  findEdit(run: string, key: string): KeptEdit | undefined {
    return this.findEdits(run, [key]).get(key);
  }

  findEdits(run: string, keys: readonly string[]): Map<string, KeptEdit> {
    const found = new Map<string, KeptEdit>();
    for (const one of this.#answering(run)) {
      const open = keys.filter((key) => !found.has(key));
      if (open.length === 0) break;
      const own = this.#cache.findEdits(one, open);
      for (const [key, edit] of own) found.set(key, edit);
    }
    return found;
  }

  listRuns(): ReturnType<RunCache['listRuns']> {
    return this.#cache.listRuns();
  }

  storeRun(...stored: Parameters<RunCache['storeRun']>): void {
    this.#cache.storeRun(...stored);
  }

  storeEdits(run: string, edits: ReadonlyMap<string, KeptEdit>): void {
    this.#cache.storeEdits(storingKey(run, this.computed ?? 'cpu'), edits);
  }
}

/**
 * The context of work that asks for a provider's answers: its cache gives those that this choice may have, and stores
 * new ones as those of the provider that computed them.
 */
export function answeredBy<Partial = never>(
  context: AnalysisContext<Partial>,
  wanted: ProviderChoice,
): AnalysisContext<Partial> {
  const { cache, emit } = context;
  // A part of work that has begun so already.
  if (cache === undefined || cache instanceof ProviderCache) return context;
  const own = new ProviderCache(cache, wanted);
  const listen: typeof emit = (event) => {
    if (event.kind === 'note') {
      const { note } = event;
      if (note.kind === 'compute') own.computed = note.begun.provider;
      if (note.kind === 'text') own.computed = note.goesOn ?? own.computed;
    }
    emit(event);
  };
  return { ...context, cache: own, emit: listen };
}
