/** What the forms of `megabase variants` share: options, what is checked of them, and how is scored. */
export { checkUse } from './check-use.ts';
export { variantsHelp } from './help.ts';
export { onlyRegions } from './only-regions.ts';
export { addVariantOptions, type VariantsOptions } from './options.ts';
export { scoringOf, withSamples } from './scoring.ts';
export { describeVariants, variantsAsJson } from './variant-report.ts';
