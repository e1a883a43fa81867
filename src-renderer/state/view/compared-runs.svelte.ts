import type {
  ComparedSignal,
  Comparison,
  ComparisonKind,
  Project,
  ProjectRun,
} from '../../../src-main/contract/index.ts';
import type { LayoutState } from './layout-state.svelte.ts';

type RunSignal = Extract<ComparedSignal, { run: string }>;

/** A comparison of one run with another. */
interface RunComparison extends Comparison {
  readonly first: RunSignal;
  readonly second: RunSignal;
}

/** Two runs that are compared, in all tracks that both have. */
export class ComparedRuns {
  readonly #layout: LayoutState;
  readonly #project: () => Project | undefined;
  /** Id of one that waits for another. */
  #waiting = $state<string>();

  constructor(layout: LayoutState, project: () => Project | undefined) {
    this.#layout = layout;
    this.#project = project;
  }

  /** Ids of both, or of the one that waits for another. */
  get ids(): readonly string[] {
    const [made] = this.#made;
    if (made) return [made.first.run, made.second.run];
    return this.#run(this.#waiting).map(({ id }) => id);
  }

  /** How both are shown; as lines until they are. */
  get kind(): ComparisonKind {
    return this.#made[0]?.kind ?? 'lines';
  }

  /** Compares the last two of these; none where they are fewer. */
  async choose(runs: readonly string[], kind = this.kind): Promise<void> {
    const [first, second] = runs.slice(-2).flatMap((id) => this.#run(id));
    this.#waiting = second ? undefined : first?.id;
    await this.#layout.compare(first && second ? between(first, second, kind) : [], this.#made);
  }

  get #made(): readonly RunComparison[] {
    return (this.#layout.now.comparisons ?? []).filter(isOfRuns);
  }

  #run(id: string | undefined): readonly ProjectRun[] {
    return this.#project()?.runs.filter((run) => run.id === id) ?? [];
  }
}

function isOfRuns(one: Comparison): one is RunComparison {
  return 'run' in one.first && 'run' in one.second;
}

function between(first: ProjectRun, second: ProjectRun, kind: ComparisonKind): Comparison[] {
  const both = first.tracks.filter((track) => second.tracks.includes(track));
  return both.map((track) => ({
    ...{ kind, first: { run: first.id, track }, second: { run: second.id, track } },
  }));
}
