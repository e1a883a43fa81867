import {
  comparisonId,
  formatRegion,
  type Comparison,
  type FigureVariant,
  type Project,
} from '../../../src-main/contract/index.ts';
import {
  alleleSpecs,
  areaRows,
  drawnRows,
  trackInfo,
  type PredictionSpec,
  type Row,
} from '../../../src-main/drawing/index.ts';
import type { RulerPass } from '../../browser/index.ts';
import {
  shownVariant,
  type BaseMaps,
  type EffectMaps,
  type OpenedVariantState,
  type VariantTableState,
} from '../results/index.ts';
import type { FigureView } from '../forms/index.ts';
import type { JobList } from '../job-list.svelte.ts';
import type { LayoutState } from './layout-state.svelte.ts';
import type { Models } from '../models.svelte.ts';
import type { ViewState } from './view-state.svelte.ts';

/** What the rows are made of. */
export interface TrackAreaContext {
  readonly jobs: JobList;
  readonly models: Models;
  readonly effects: EffectMaps;
  readonly bases: BaseMaps;
  readonly variants: VariantTableState;
  readonly opened: OpenedVariantState;
  readonly layout: LayoutState;
  readonly view: ViewState;
  /** The open one. */
  readonly project: () => Project | undefined;
}

/** The rows along the genome: which there are, and which of them are drawn. */
export class TrackArea {
  readonly #context: TrackAreaContext;
  /** An opened variant, as its rows and a figure know it. */
  readonly #variant = $derived.by((): FigureVariant | undefined => {
    const { set } = this.#context.variants;
    const opened = this.#context.opened.now;
    return opened && set && shownVariant(opened, set);
  });
  /** The rows of an opened variant. */
  readonly #alleles = $derived.by((): readonly PredictionSpec[] => {
    const { set } = this.#context.variants;
    if (!this.#variant || !set) return [];
    const info = trackInfo(set.model, this.#variant.track, this.#context.models.list);
    return alleleSpecs(this.#variant, info);
  });
  readonly #rows = $derived.by((): Row[] => {
    const { jobs, models, effects, bases, layout } = this.#context;
    const project = this.#context.project();
    if (!project) return [];
    return areaRows({
      project: { ...project, layout: layout.now },
      ...{ models: models.list, jobs: jobs.list },
      ...{ effects: effects.drawn, baseMaps: bases.drawn, alleles: this.#alleles },
    });
  });
  readonly #drawn = $derived.by((): Row[] | undefined => {
    const { project, layout } = this.#context;
    return project() && drawnRows(this.#rows, layout.now);
  });

  constructor(context: TrackAreaContext) {
    this.#context = context;
  }

  /** All of them, hidden ones included. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  get drawn(): readonly Row[] | undefined {
    return this.#drawn;
  }

  /** What a row is made of, where it is made of two others. */
  comparisonOf(row: string): Comparison | undefined {
    const { comparisons = [] } = this.#context.layout.now;
    return comparisons.find((one) => comparisonId(one) === row);
  }

  /** Passes of the open project that run, where they stand. */
  get passes(): readonly RulerPass[] {
    const { jobs, project: open } = this.#context;
    const { id } = open() ?? {};
    return jobs.list.flatMap(({ project, state, region, live, progress }) => {
      const read = live?.interval ?? region;
      const isPass = progress && ['layers', 'heads', 'tiles'].includes(progress.stage);
      return project === id && state === 'running' && read && isPass
        ? [{ region: read, progress }]
        : [];
    });
  }

  /** What is shown of the project, as a figure names it; undefined while nothing is. */
  get figureView(): FigureView | undefined {
    const { effects, view } = this.#context;
    const project = this.#context.project();
    if (!project || !view.visible) return undefined;
    return {
      ...{ project: project.id, region: formatRegion(view.visible) },
      thresholds: Object.fromEntries(effects.drawn.map(({ map, threshold }) => [map, threshold])),
      ...{ knownLinks: effects.revealed, variant: this.#variant },
    };
  }
}
