import type { DependencyMap } from './dependencies.ts';
import type { ExportTarget, ModelIdentity } from '../runs/index.ts';
import type { Mutagenesis } from './mutagenesis.ts';
import type { ProviderChoice } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';

/** What a mutagenesis reads out, as it is asked for; see `MutagenesisReadout`. */
type ReadoutRequest =
  | { readonly kind: 'likelihood'; readonly masked?: boolean | undefined }
  | {
      readonly kind: 'track';
      readonly track: string;
      /** A gene of the annotation or a region as people write it; the mutated region where absent. */
      readonly at?: string | undefined;
    };

/** What is asked of the substitutions in a region. */
export type BaseQuestion =
  | {
      readonly kind: 'mutagenesis';
      readonly readout: ReadoutRequest;
      /** Annotation with the gene: in a request its id, in what is told of a map the file's name. */
      readonly annotation?: string | undefined;
    }
  | { readonly kind: 'dependencies' };

/** A map of a region's bases that is to be made for a project: a mutagenesis or a dependency map. */
export interface BaseMapRequest {
  readonly project: string;
  /** As a person writes it. */
  readonly region: string;
  /** bp read on each side too; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** Model id. */
  readonly model: string;
  readonly question: BaseQuestion;
  readonly provider: ProviderChoice;
}

/** The numbers of a map. */
export type BaseMap =
  | { readonly kind: 'mutagenesis'; readonly numbers: Mutagenesis }
  | { readonly kind: 'dependencies'; readonly numbers: DependencyMap };

/** A map of bases as it belongs to a project; its numbers come with `baseMap`. */
export interface ProjectBaseMap {
  readonly id: string;
  readonly question: BaseQuestion;
  readonly region: Region;
  /** All that was read as one. */
  readonly interval: Region;
  readonly model: ModelIdentity;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** True while it is drawn in the browser. */
  readonly shown: boolean;
}

/** `format` is `tsv`, `safetensors`, `bedgraph` of a mutagenesis or `bedpe` of dependencies. */
export interface ExportBaseMapRequest extends ExportTarget {
  readonly map: string;
  /** BEDPE has pairs of this dependency or more. */
  readonly threshold?: number | undefined;
}
