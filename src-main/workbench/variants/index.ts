/** Scored variants. */
export { RowTable } from './rows/index.ts';
export { variantMethods } from './variant-methods.ts';
export { variantsSpec } from './variant-request.ts';
