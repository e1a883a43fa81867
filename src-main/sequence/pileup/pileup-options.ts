/** Which reads and bases are counted. */
export interface PileupOptions {
  /** Phred; a base below it is not counted. Bases of a file without qualities are. */
  readonly minBaseQuality: number;
  /** Phred; a read below it is not counted. One whose quality is not known is. */
  readonly minMappingQuality: number;
  /** Flags (SAM specification, 1.4), of which none may be set in a read that is counted. */
  readonly skipFlags: number;
  /** Reads kept at one position; where more begin, the later ones are left out. */
  readonly maxDepth: number;
}

/** What makes a candidate of a difference from the reference. */
interface CandidateThresholds {
  /** Fragments that are counted there. */
  readonly minDepth: number;
  /** Fragments that have the difference. */
  readonly minAlternative: number;
  /** Their share of all fragments. */
  readonly minFraction: number;
  /**
   * Largest strand bias: phred of Fisher's exact test that the difference stands on the two strands
   * as the reference does. 60 is what GATK filters single bases by.
   */
  readonly maxStrandBias: number;
  /** From this share on, both copies are guessed to have it. */
  readonly homozygousFraction: number;
  /** Longest insertion or deletion in bp. */
  readonly maxIndel: number;
}

export type CandidateOptions = PileupOptions & CandidateThresholds;

/** Flags of reads that say nothing of their own about the sample. */
const skippedFlags = {
  unmapped: 0x4,
  secondary: 0x100,
  failedQuality: 0x200,
  duplicate: 0x400,
  supplementary: 0x800,
} as const;

export const defaultCandidateOptions: CandidateOptions = {
  minBaseQuality: 20,
  minMappingQuality: 20,
  skipFlags: Object.values(skippedFlags).reduce((all, flag) => all | flag, 0),
  maxDepth: 8000,
  minDepth: 4,
  minAlternative: 3,
  minFraction: 0.2,
  maxStrandBias: 60,
  homozygousFraction: 0.8,
  maxIndel: 50,
};
