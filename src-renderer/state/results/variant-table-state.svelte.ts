import type {
  KnownVariant,
  ListedVariant,
  Project,
  Region,
  VariantColumn,
  VariantFilter,
  VariantSet,
  Workbench,
} from '../../../src-main/contract/index.ts';
import { cellValue, hasBars, tableColumns } from '../../format/index.ts';
import { regionAround } from '../../locus/index.ts';
import { compareVariants, variantAgreementText } from '../../truth/index.ts';
import type { OpenedVariantState } from './opened-variant.svelte.ts';
import type { Notifications } from '../notifications.svelte.ts';

/** Rows that are fetched at once. */
const pageSize = 100;

/** Rows of a set that are compared with known effects: the tutorial's has fewer. */
const maxCompared = 1000;

/** How long the choice must rest before the genome follows it, ms. */
const restBeforeGoing = 120;

/** What the table needs of the window round it. */
export interface VariantTableContext {
  readonly workbench: Workbench;
  readonly notifications: Notifications;
  readonly opened: OpenedVariantState;
  readonly show: (region: Region) => Promise<void>;
}

/** The open table of scored variants: how it is sorted, which rows are here, which one is opened. */
export class VariantTableState {
  readonly #context: VariantTableContext;
  #project = $state.raw<Project>();
  #set = $derived(this.#project?.variantSets.find(({ shown }) => shown));
  #sort = $state<VariantColumn>('position');
  #descending = $state(false);
  #filter = $state.raw<VariantFilter>({});
  #total = $state<number>();
  #pages = $state.raw<ReadonlyMap<number, readonly ListedVariant[]>>(new Map());
  /** Size of the largest value seen of each column with bars. */
  #largest = $state.raw<ReadonlyMap<VariantColumn, number>>(new Map());
  #failed = $state(false);
  #selected = $state<number>();
  #known = $state.raw<readonly KnownVariant[]>();
  #agreement = $state.raw<{ readonly set: string; readonly words: string }>();
  /** Rises with every change of what is listed, so that late answers are recognised. */
  #version = 0;
  readonly #asked = new Map<number, Promise<void>>();
  #going: ReturnType<typeof setTimeout> | undefined;

  constructor(context: VariantTableContext) {
    this.#context = context;
  }

  /** The project as it is now. */
  setProject(project: Project | undefined): void {
    const before = this.#set;
    const isOther = project?.id !== this.#project?.id;
    if (isOther) [this.#known, this.#agreement] = [undefined, undefined];
    this.#project = project;
    const now = this.#set;
    const isSame =
      before?.id === now?.id && before?.createdAt === now?.createdAt && before?.lost === now?.lost;
    if (isSame) return;
    // What acts most comes first; of a likelihood the least likely.
    const sort = now?.track === undefined ? 'score' : 'distal';
    [this.#sort, this.#descending, this.#filter] = [sort, sort === 'distal', {}];
    this.#largest = new Map();
    if (isOther) this.#context.opened.forget();
    else void this.#context.opened.close();
    this.#renew();
  }

  /** The set whose table is open. */
  get set(): VariantSet | undefined {
    return this.#set;
  }

  get sort(): VariantColumn {
    return this.#sort;
  }

  get descending(): boolean {
    return this.#descending;
  }

  get filter(): VariantFilter {
    return this.#filter;
  }

  /** Rows that pass the filter; undefined until it is known. */
  get total(): number | undefined {
    return this.#total;
  }

  /** What a bar of a column is a share of. */
  largest(column: VariantColumn): number {
    return this.#largest.get(column) ?? 0;
  }

  /** Whether none of the rows that are here has a value of a column with bars, or of what tells of one. */
  isWithout(column: VariantColumn): boolean {
    if (this.#pages.size === 0) return false;
    if (column === 'genotype') {
      return [...this.#pages.values()].flat().every(({ variant }) => !variant.genotype);
    }
    const of = column === 'gene' || column === 'distance' ? 'distal' : column;
    return hasBars(of) && !this.#largest.has(of);
  }

  /** True where the rows could not be read. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Number of the chosen row among those listed. */
  get selected(): number | undefined {
    return this.#selected;
  }

  /** What each variant of the tutorial truly does, once it was asked for. */
  get known(): readonly KnownVariant[] | undefined {
    return this.#known;
  }

  /** A row by its number among those listed, if it is here. */
  at(index: number): ListedVariant | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  sortBy(column: VariantColumn): void {
    // Of effects the largest are of interest first.
    const first = hasBars(column) && column !== 'score';
    this.#descending = column === this.#sort ? !this.#descending : first;
    this.#sort = column;
    this.#renew();
  }

  filterBy(change: VariantFilter): void {
    this.#filter = { ...this.#filter, ...change };
    this.#renew();
  }

  /** Fetches what is not here of the rows from `first` to `last`. */
  prefetch(first: number, last: number): void {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
      void this.#load(page);
    }
  }

  /** Resolves once a page is here, or could not be had. */
  #load(page: number): Promise<void> {
    const asked = this.#asked.get(page) ?? this.#fetch(page);
    this.#asked.set(page, asked);
    return asked;
  }

  /** A row that may have to be fetched first. */
  async #row(index: number): Promise<ListedVariant | undefined> {
    await this.#load(Math.floor(index / pageSize));
    return this.at(index);
  }

  /** Chooses a row; the genome follows, with both alleles where those of a row are drawn. */
  select(index: number): void {
    this.#selected = index;
    clearTimeout(this.#going);
    this.#going = setTimeout(() => void this.#follow(index), restBeforeGoing);
  }

  /** Chooses a row, goes there and draws both of its alleles. */
  async open(index: number): Promise<void> {
    clearTimeout(this.#going);
    this.#selected = index;
    const row = await this.#row(index);
    if (row && this.#selected === index) await this.#open(row);
  }

  /** Loads the known effects of the tutorial's variants, and compares the open set with them. */
  async reveal(): Promise<void> {
    const { workbench } = this.#context;
    const known = await workbench.tutorialVariants();
    const [project, set] = [this.#project?.id, this.#set?.id];
    if (project !== undefined && set !== undefined) {
      const { rows } = await workbench.variantRows({
        ...{ project, set, sort: 'position', descending: false },
        ...{ filter: {}, offset: 0, count: maxCompared },
      });
      const variants = rows.map(({ variant }) => variant);
      this.#agreement = { set, words: variantAgreementText(compareVariants(variants, known)) };
    }
    this.#known = known;
  }

  /** How the open set compares with the known effects, in words. */
  get agreement(): string | undefined {
    return this.#agreement?.set === this.#set?.id ? this.#agreement?.words : undefined;
  }

  async #follow(index: number): Promise<void> {
    const row = await this.#row(index);
    if (!row || this.#selected !== index) return;
    if (this.#context.opened.now) await this.#open(row);
    else await this.#go(row);
  }

  async #open(row: ListedVariant): Promise<void> {
    if (this.#set) await this.#context.opened.open(row, this.#set);
  }

  async #go({ variant }: ListedVariant): Promise<void> {
    const region = regionAround(variant, this.#project?.genome?.contigs ?? []);
    if (region) await this.#context.show(region);
  }

  #renew(): void {
    clearTimeout(this.#going);
    this.#version++;
    this.#asked.clear();
    this.#pages = new Map();
    this.#selected = undefined;
    this.#failed = false;
    this.#total = undefined;
    if (this.#set && !this.#set.lost) void this.#load(0);
  }

  #noteLargest(rows: readonly ListedVariant[]): void {
    const set = this.#set;
    if (!set) return;
    const largest = new Map(this.#largest);
    for (const { id } of tableColumns(set)) {
      if (!hasBars(id)) continue;
      const sizes = rows.flatMap(({ variant }) => cellValue(id, variant, set) ?? []).map(Math.abs);
      if (sizes.length > 0) largest.set(id, Math.max(largest.get(id) ?? 0, ...sizes));
    }
    this.#largest = largest;
  }

  async #fetch(page: number): Promise<void> {
    const [project, set, version] = [this.#project?.id, this.#set?.id, this.#version];
    if (project === undefined || set === undefined) return;
    const found = await this.#context.notifications.attempt('The table could not be loaded', () =>
      this.#context.workbench.variantRows({
        ...{ project, set, sort: this.#sort, descending: this.#descending },
        ...{ filter: this.#filter, offset: page * pageSize, count: pageSize },
      }),
    );
    if (version !== this.#version) return;
    if (!found) {
      this.#failed = true;
      return;
    }
    this.#total = found.total;
    this.#noteLargest(found.rows);
    this.#pages = new Map([...this.#pages, [page, found.rows]]);
    if (page === 0) this.#selectOpened(found.rows);
  }

  /** A variant that stays opened while others are listed is the chosen row, if it is among the first. */
  #selectOpened(rows: readonly ListedVariant[]): void {
    const { now } = this.#context.opened;
    const index = rows.findIndex(({ number }) => number === now?.number);
    if (index >= 0) this.#selected ??= index;
  }
}
