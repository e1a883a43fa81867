/** A model on the Hugging Face hub that this program reads, and what somebody should know before it is fetched. */
export interface PublishedModel {
  /** `org/name` */
  readonly repository: string;
  readonly name: string;
  readonly goodFor: string;
  /** bp that it was trained on. */
  readonly context: number;
  /** Of its weights. */
  readonly bytes: number;
  /** As the hub writes it. */
  readonly license: string;
}

/** Sizes and licences as the hub told them in 2024 and 2025; an import is refused where they are others. */
export const publishedModels: readonly PublishedModel[] = [
  {
    repository: 'kuleshov-group/caduceus-ps_seqlen-131k_d_model-256_n_layer-16',
    name: 'Caduceus-PS, 131 kbp',
    goodFor:
      'Human DNA: how likely a sequence or variant is, in a context of 131 kbp, and features for probes. Gives the same answer on both strands.',
    ...{ context: 131_072, bytes: 30_900_000, license: 'apache-2.0' },
  },
  {
    repository: 'kuleshov-group/PlantCaduceus_l20',
    name: 'PlantCaduceus, 20 layers',
    goodFor:
      'Flowering plants: which variants are likely to be deleterious, in windows of 512 bp. The fastest of its family.',
    ...{ context: 512, bytes: 83_600_000, license: 'apache-2.0' },
  },
  {
    repository: 'kuleshov-group/PlantCaduceus_l24',
    name: 'PlantCaduceus, 24 layers',
    goodFor: 'The same with twice the parameters.',
    ...{ context: 512, bytes: 175_000_000, license: 'apache-2.0' },
  },
  {
    repository: 'kuleshov-group/PlantCaduceus_l32',
    name: 'PlantCaduceus, 32 layers',
    goodFor:
      'The same with eleven times the parameters: the largest of its family, and the slowest.',
    ...{ context: 512, bytes: 902_000_000, license: 'apache-2.0' },
  },
];
