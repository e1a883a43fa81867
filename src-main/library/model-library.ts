import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  isMegabaseError,
  MegabaseError,
  systemCode,
  type BrokenModel,
  type ModelIdentity,
} from '../contract/index.ts';
import {
  identifyModel,
  readHeadPackage,
  readHeadWeights,
  describeNetwork,
  expectFiniteHead,
  readModelPackage,
  type HeadPackage,
  type ModelPackage,
} from '../model/index.ts';
import {
  classifierId,
  planClassifier,
  writeClassifierHead,
  type ClassifierPlan,
  HeadLibrary,
} from './heads/index.ts';

import { changedFolder, PackageFolder } from './packages/index.ts';
import { importFolder, planImport, type ImportListener, type ImportPlan } from './import/index.ts';
import type { Locations } from '../home/index.ts';

/** A model that can be used, and where it comes from. */
export interface LibraryModel {
  readonly model: ModelPackage;
  /** `head`: a model of the library with a head of the library on it. */
  readonly origin: 'shipped' | 'imported' | 'folder' | 'head';
}

/** A model with its identity, ready to predict. */
export interface LoadedModel {
  readonly model: ModelPackage;
  readonly identity: ModelIdentity;
}

/** The models that ship with the program and those the user imported, and heads to go on them. */
export class ModelLibrary {
  readonly heads: HeadLibrary;
  readonly #imported: string;
  readonly #folders: readonly PackageFolder<LibraryModel | BrokenModel>[];
  /** `withHeads` of these models and heads. */
  #composed: Composed | undefined;

  constructor({ shippedModels, userModels, userHeads }: Locations) {
    this.heads = new HeadLibrary(userHeads);
    this.#imported = userModels;
    this.#folders = [
      modelFolder(shippedModels, 'shipped'),
      modelFolder(this.#imported, 'imported'),
    ];
  }

  /** All models that can be read. */
  list(): LibraryModel[] {
    return this.#read().flatMap((one) => ('model' in one ? [one] : []));
  }

  /** The folders among them that cannot be read as models, and why. */
  broken(): BrokenModel[] {
    return this.#read().flatMap((one) => ('reason' in one ? [one] : []));
  }

  /** Looks at the files at once, where a moment's delay would show, as in a list of models. */
  look(): void {
    for (const folder of this.#folders) folder.look();
  }

  /** Ends the watch over the folders. */
  close(): void {
    for (const folder of this.#folders) folder.close();
    this.heads.close();
  }

  #read(): (LibraryModel | BrokenModel)[] {
    return this.#folders.flatMap((folder) => folder.list());
  }

  /** The models of the library with each head that goes on them, as far as they can be read. */
  withHeads(): LibraryModel[] {
    const [models, heads] = [this.list(), this.heads.list()];
    const parts = [...models.map(({ model }) => model), ...heads];
    if (!this.#composed || !isSame(this.#composed.parts, parts)) {
      this.#composed = { parts, models: compose(models, heads) };
    }
    return [...this.#composed.models];
  }

  /**
   * The model with that id, or the one in that folder; with heads on it, by id or folder, as
   * `model+head+head`. Errors: `model-missing`, `head-missing`, those of reading them.
   */
  find(name: string): LibraryModel {
    const whole = this.#findOne(name);
    if (whole) return whole;
    const [base, ...heads] = name.split('+') as [string, ...string[]];
    const found = this.#findOne(base);
    if (found) {
      const folders = heads.map((head) => this.heads.find(head).folder);
      return { model: readModelPackage(found.model.folder, folders), origin: 'head' };
    }
    const ids = this.list().map(({ model }) => model.manifest.id);
    throw new MegabaseError(
      'model-missing',
      `There is no model "${base}" and no such folder; there are ${ids.join(', ')}.`,
    );
  }

  #findOne(idOrFolder: string): LibraryModel | undefined {
    const byId = () => this.list().find(({ model }) => model.manifest.id === idOrFolder);
    const known = byId();
    if (known) return known;
    if (existsSync(idOrFolder)) return { model: readModelPackage(idOrFolder), origin: 'folder' };
    const composed = this.withHeads().find(({ model }) => model.manifest.id === idOrFolder);
    if (composed) return composed;
    // It may have come this very moment.
    for (const folder of this.#folders) folder.look();
    return byId();
  }

  /**
   * Copies a head's folder into the library: all of it, or nothing. Its weights are compared with the
   * model that it goes on, where that is in the library.
   *
   * Errors: `usage`, `disk-full`; those of reading the head.
   */
  async importHead(folder: string): Promise<HeadPackage> {
    const head = readHeadPackage(folder);
    const base = this.list().find(({ model }) => model.manifest.id === head.manifest.model.id);
    if (base) readHeadWeights(head, describeNetwork(base.model));
    else expectFiniteHead(head);
    return this.heads.import(head);
  }

  /**
   * Copies a model folder into the library: all of it, or nothing. `folder` may be a snapshot in the
   * hub's cache or the repository round it.
   */
  async import(folder: string, listener?: ImportListener): Promise<LibraryModel> {
    return this.importPlanned(this.planImport(folder), listener);
  }

  /** What an import of that folder would do. Errors: `usage` where there is one by that name. */
  planImport(folder: string): ImportPlan {
    const plan = planImport(folder);
    this.expectFree(plan.model.manifest.id);
    return plan;
  }

  async importPlanned(plan: ImportPlan, listener?: ImportListener): Promise<LibraryModel> {
    const target = join(this.#imported, plan.model.manifest.id);
    await importFolder(plan, target, this.#imported, listener);
    changedFolder(this.#imported);
    return { model: readModelPackage(target), origin: 'imported' };
  }

  /**
   * How the classifier in a planned import becomes a head; undefined where there is none. Errors:
   * `usage` where nobody says how it reads, or a head has its name already.
   */
  planClassifier(
    { model }: ImportPlan,
    asked: Parameters<typeof planClassifier>[1] = {},
  ): ClassifierPlan | undefined {
    const plan = planClassifier(model, asked);
    if (plan) this.heads.expectFree(classifierId(model.manifest.id));
    return plan;
  }

  /** Makes a head of the classifier that came with an imported model. Errors: those of `writeHead`. */
  async addClassifier(imported: LibraryModel, plan: ClassifierPlan): Promise<HeadPackage> {
    return writeClassifierHead(await loadModel(imported), plan, this.heads.folder);
  }

  /** Error: `usage` where a model has that name already. */
  expectFree(id: string): void {
    const namesake = this.list().find(({ model }) => model.manifest.id === id);
    if (!namesake && !existsSync(join(this.#imported, id))) return;
    const way =
      namesake?.origin === 'shipped'
        ? 'it ships with the program; another needs an "id" of its own in its manifest.json'
        : `\`megabase models remove ${id}\` makes room for another`;
    throw new MegabaseError('usage', `A model "${id}" is in the library already; ${way}.`);
  }

  /**
   * Removes an imported model, also one that cannot be read any more; of `model+head` the head. Errors:
   * `usage`, `model-missing`, `head-missing`.
   */
  remove(id: string): void {
    const head = id.split('+').slice(1).at(-1);
    if (head !== undefined) return this.heads.remove(head);
    if (existsSync(this.#imported) && readdirSync(this.#imported).includes(id)) {
      // Windows keeps a folder that is watched.
      for (const folder of this.#folders) folder.close();
      rmSync(join(this.#imported, id), { recursive: true });
      changedFolder(this.#imported);
      return;
    }
    const { origin } = this.find(id);
    const what =
      origin === 'shipped'
        ? 'ships with the program and stays'
        : 'is a folder of your own, which stays';
    throw new MegabaseError('usage', `"${id}" ${what}; only imported models are removed.`);
  }
}

/** Models with a head, and the models and heads they are made of. */
interface Composed {
  readonly parts: readonly unknown[];
  readonly models: readonly LibraryModel[];
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function compose(models: readonly LibraryModel[], heads: readonly HeadPackage[]): LibraryModel[] {
  return heads.flatMap(({ manifest, folder }): LibraryModel[] => {
    const base = models.find(({ model }) => model.manifest.id === manifest.model.id);
    if (base === undefined) return [];
    try {
      return [{ model: readModelPackage(base.model.folder, [folder]), origin: 'head' }];
    } catch (error) {
      // Such as one that has a track of the model's own name: it says so where it is used.
      if (error instanceof MegabaseError) return [];
      throw error;
    }
  });
}

function modelFolder(
  parent: string,
  origin: BrokenModel['origin'],
): PackageFolder<LibraryModel | BrokenModel> {
  return new PackageFolder<LibraryModel | BrokenModel>(parent, {
    // Graphs of an ensemble have names of their own: only the manifest tells it.
    marks: ['config.json', 'manifest.json', 'model.onnx'],
    read(folder, id) {
      try {
        return { model: readModelPackage(folder), origin };
      } catch (error) {
        // One folder that may not be read must not hide the others.
        if (!isMegabaseError(error) && systemCode(error) === undefined) throw error;
        return { id, folder, origin, reason: (error as Error).message };
      }
    },
  });
}

export async function loadModel({ model }: LibraryModel): Promise<LoadedModel> {
  return { model, identity: await identifyModel(model) };
}
