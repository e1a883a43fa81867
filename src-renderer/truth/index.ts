/** How predictions compare with what is known of the tutorial's genome. */
export { linkAgreementText } from './known-links.ts';
export { compareVariants, truthText, variantAgreementText } from './known-variants.ts';
