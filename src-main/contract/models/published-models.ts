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
  /** As the hub writes it; absent where no page of the hub was seen that tells it. */
  readonly license?: string;
}

/**
 * Sizes and licences as the hub told them in 2024 and 2025; an import is refused where they are others. Sizes of
 * PlantCAD2 are those of its parameters (88, 311 and 694 million) as float32.
 */
export const publishedModels: readonly PublishedModel[] = [
  {
    repository: 'kuleshov-group/caduceus-ps_seqlen-131k_d_model-256_n_layer-16',
    name: 'Caduceus-PS, 131 kbp',
    goodFor:
      'Human DNA: how likely a sequence or variant is, in a context of 131 kbp, and features for probes. Gives the same answer on both strands.',
    ...{ context: 131_072, bytes: 30_900_000, license: 'apache-2.0' },
  },
  {
    repository: 'kuleshov-group/caduceus-ph_seqlen-131k_d_model-256_n_layer-16',
    name: 'Caduceus-PH, 131 kbp',
    goodFor:
      'Human DNA, as Caduceus-PS. Reads one strand at half the cost; the other strand may get another answer.',
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
  {
    repository: 'kuleshov-group/PlantCAD2-Small-l24-d0768',
    name: 'PlantCAD2 Small',
    goodFor:
      'Flowering plants, trained on 65 genomes: conserved sites, splice sites and deleterious variants, in windows of 8,192 bp.',
    ...{ context: 8192, bytes: 353_000_000 },
  },
  {
    repository: 'kuleshov-group/PlantCAD2-Medium-l48-d1024',
    name: 'PlantCAD2 Medium',
    goodFor: 'The same with three and a half times the parameters.',
    ...{ context: 8192, bytes: 1_244_000_000 },
  },
  {
    repository: 'kuleshov-group/PlantCAD2-Large-l48-d1536',
    name: 'PlantCAD2 Large',
    goodFor:
      'The same with eight times the parameters: the most accurate of its family, and slow without a GPU.',
    ...{ context: 8192, bytes: 2_777_000_000 },
  },
];
