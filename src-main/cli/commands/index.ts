import type { CommandEntry } from '../command-entry.ts';

/** The commands of `megabase` by name, one file each. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  predict: {
    description: 'Predict tracks over regions of a genome in one exact pass.',
    load: async () => (await import('./predict.ts')).predictCommand,
  },
  context: {
    description:
      'Context effect: the prediction with full context minus the prediction with the state reset every window.',
    load: async () => (await import('./context-effect.ts')).contextCommand,
  },
  genes: {
    description: 'Call genes as runs of coding bins, by a model with tracks of coding sequence.',
    load: async () => (await import('./genes.ts')).genesCommand,
  },
  effects: {
    description: 'Knock out each element of a region and measure the effect on every target.',
    load: async () => (await import('./effects.ts')).effectsCommand,
  },
  variants: {
    description:
      'Score variants from VCF or reads: log-likelihood ratios, local effects and distal effects.',
    load: async () => (await import('./variants.ts')).variantsCommand,
  },
  report: {
    description:
      'Write a report of variants or of a region: one HTML page for someone who does not have Megabase.',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  score: {
    description: 'Score regions or genes with a window head, each in a window of its own.',
    load: async () => (await import('./score.ts')).scoreCommand,
  },
  dependencies: {
    description:
      'Dependency map: substitute each base of a region and measure which other bases depend on it.',
    load: async () => (await import('./dependencies.ts')).dependenciesCommand,
  },
  mutagenesis: {
    description:
      'In-silico mutagenesis: what each substitution in a region does to a track at a gene, or how likely it is.',
    load: async () => (await import('./mutagenesis.ts')).mutagenesisCommand,
  },
  figure: {
    description: 'Compose a figure of a region for a paper: SVG, PDF or PNG.',
    load: async () => (await import('./figure.ts')).figureCommand,
  },
  consensus: {
    description:
      "Write a sample's haplotype sequences from a VCF, with liftover chains to the reference.",
    load: async () => (await import('./consensus.ts')).consensusCommand,
  },
  candidates: {
    description:
      'List candidate variants (not calls): positions where reads differ from the genome.',
    load: async () => (await import('./candidates.ts')).candidatesCommand,
  },
  plan: {
    description:
      'Plan a run on several machines: what it takes, and the pieces that it can be cut into.',
    load: async () => (await import('./plan.ts')).planCommand,
  },
  merge: {
    description: 'Put the pieces of a run together.',
    load: async () => (await import('./merge.ts')).mergeCommand,
  },
  models: {
    description: 'Import, list, check and remove models.',
    load: async () => (await import('./models.ts')).modelsCommand,
  },
  heads: {
    description:
      "Import, list, export and remove heads: small maps from a model's hidden states to tracks or scores. Use one as --model MODEL+HEAD.",
    load: async () => (await import('./heads.ts')).headsCommand,
  },
  probe: {
    description: 'Fit a linear head to your own labels, and predict with it.',
    load: async () => (await import('./probe.ts')).probeCommand,
  },
  evaluate: {
    description: 'Evaluate a model on labelled regions or variants.',
    load: async () => (await import('./evaluate.ts')).evaluateCommand,
  },
  cache: {
    description: 'Show what the cache holds, and free space.',
    load: async () => (await import('./cache.ts')).cacheCommand,
  },
  doctor: {
    description:
      'Show versions, available providers (and why others are not), memory, disk and cache.',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  demo: {
    description:
      'Predict the tutorial megabase, find its distal enhancers, and compare both with the known answer.',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  tutorial: {
    description:
      'Copy what ships to try commands on to a folder: the tutorial genome with its annotation, variants and reads, 60 kbp of yeast, and examples of the API in Python and R.',
    load: async () => (await import('./tutorial.ts')).tutorialCommand,
  },
  workflow: {
    description: 'Copy a workflow for Snakemake, and the same for Nextflow and WDL, to a folder.',
    load: async () => (await import('./workflow.ts')).workflowCommand,
  },
  serve: {
    description:
      'Open the workbench in a browser on this computer, or serve the commands to programs (--api).',
    load: async () => {
      const { serveCommand } = await import('./serve.ts');
      return (context, program) => serveCommand(context, program);
    },
  },
  mcp: {
    description:
      'Offer the commands as tools to a program that speaks MCP (Model Context Protocol), such as an agent.',
    load: async () => (await import('./mcp.ts')).mcpCommand,
  },
  start: {
    description:
      'Open the desktop application, or the workbench in a browser where there is no desktop.',
    load: async () => (await import('./start.ts')).startCommand,
  },
};
