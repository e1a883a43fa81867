import type { ModelCard, ProbeFitRequest } from '../../../src-main/contract/index.ts';
import { baseCount, baseName } from '../../format/index.ts';

/** Where a model has no bins of its own. */
const usualBin = 128;

/** What is asked of a probe, as it is typed. */
export class ProbeForm {
  labels = $state('');
  name = $state('');
  bin = $state('');
  holdOut = $state('');
  byName = $state(false);
  emptyIsZero = $state(false);
  log = $state(false);
  readonly #model: () => ModelCard | undefined;

  constructor(model: () => ModelCard | undefined) {
    this.#model = model;
  }

  /** What kind of labels the file holds, by its ending. */
  get kind(): 'bed' | 'bigwig' | 'reads' | undefined {
    if (/\.(bed|narrowPeak|broadPeak)(\.gz)?$/i.test(this.labels)) return 'bed';
    if (/\.(bw|bigwig)$/i.test(this.labels)) return 'bigwig';
    return /\.(bam|cram)$/i.test(this.labels) ? 'reads' : undefined;
  }

  /** The id that its name makes: `my-peaks` of `My peaks`; empty without a letter or digit. */
  get id(): string {
    return this.name
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replaceAll(/^[^a-z0-9]+|-+$/g, '');
  }

  get modelBin(): number {
    return this.#model()?.tracks.find(({ bin }) => bin > 1)?.bin ?? usualBin;
  }

  /** True where what was typed is no number of bases. */
  get binFault(): boolean {
    return this.bin.trim() !== '' && !(baseCount(this.bin) > 0);
  }

  chooseLabels(path: string): void {
    this.labels = path;
    if (this.name.trim() === '') this.name = baseName(path).replace(/\.[^.]+(\.gz)?$/i, '');
  }

  /** What is to be fitted; undefined while something is missing. */
  get request(): Omit<ProbeFitRequest, 'project' | 'provider' | 'model'> | undefined {
    const { kind, id, labels, binFault } = this;
    if (kind === undefined || id === '' || binFault) return undefined;
    const contigs = this.holdOut
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    return {
      ...{ labels, id, name: this.name.trim() },
      bin: this.bin.trim() === '' ? this.modelBin : baseCount(this.bin),
      ...(contigs.length > 0 && { holdOut: contigs }),
      ...(kind === 'bed' ? { byName: this.byName } : { log: this.log }),
      ...(kind === 'bigwig' && { emptyIsZero: this.emptyIsZero }),
    };
  }
}
