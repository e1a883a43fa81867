import type { BaseQuestion, Mutagenesis, ProjectBaseMap } from '../../contract/index.ts';
import type { BasePair, ShownDependencies, ShownMutagenesis } from '../bases/index.ts';

/** What of a map of bases a person looks at: a base, with what is put in, or two of them. By index in the region. */
export type BaseChoice =
  | { readonly kind: 'base'; readonly base: number; readonly to: string | undefined }
  | ({ readonly kind: 'pair' } & BasePair);

/** What is drawn of a map. */
export type BasePicture =
  | { readonly kind: 'mutagenesis'; readonly shown: ShownMutagenesis }
  | { readonly kind: 'dependencies'; readonly shown: ShownDependencies };

/** A map of bases as the browser shows it. */
export interface BaseMapSpec {
  readonly id: string;
  readonly made: ProjectBaseMap;
  /** Absent until its numbers are here. */
  readonly picture: BasePicture | undefined;
  readonly chosen: BaseChoice | undefined;
}

/** Of dependencies. */
export const dependencyUnit = 'change of log-odds, natural log';

/** Of the changes of a mutagenesis: `probability`, `natural log`. */
export function readoutUnit({ readout }: Pick<Mutagenesis, 'readout'>): string {
  return readout.kind === 'track' ? readout.track.unit : 'natural log';
}

/** What a map shows: `Mutagenesis: Active promoter at T2G001`. */
export function questionText(question: BaseQuestion, labelOf: (track: string) => string): string {
  if (question.kind === 'dependencies') return 'Dependencies of bases';
  const { readout } = question;
  if (readout.kind === 'likelihood') {
    return `Mutagenesis: likelihood${readout.masked ? ', each base masked' : ''}`;
  }
  return `Mutagenesis: ${labelOf(readout.track)}${readout.at === undefined ? '' : ` at ${readout.at}`}`;
}
