/** Values, names and formats as the window writes them. */
export { bytes, duration, localTime, percent, roughBasePairs, valueWithUnit } from './amounts.ts';
export {
  baseText,
  pairLines,
  signed,
  substitutionLines,
  substitutionText,
} from './base-map-text.ts';
export { baseMapFormats, type BaseMapFormat } from './base-map-formats.ts';
export {
  choiceText,
  distanceText,
  effectNumber,
  effectText,
  elementText,
  backgroundText,
  knockOutText,
  readingKinds,
  readingName,
  readingText,
  spreadText,
  linkText,
  mapCounts,
  targetName,
} from './effect-text.ts';
export { evaluationFormats, type EvaluationFormat } from './evaluation-formats.ts';
export {
  evaluatedPlace,
  groupTitle,
  rowsText,
  scoreText,
  taskOptions,
  tssDistanceText,
} from './evaluation-text.ts';
export { exportFormats } from './export-formats.ts';
export { faultCode, faultText } from './fault-text.ts';
export {
  baseName,
  fileKindNames,
  fileStem,
  folderOf,
  looksLikeFolder,
  withoutEnding,
} from './file-names.ts';
export { helpItems } from './help-items.ts';
export { cpuNotes, jobDetails, progressText } from './job-text.ts';
export { type MapFormat, mapFormats } from './map-formats.ts';
export { binsText, measuredText, measureText } from './probe-text.ts';
export { providerName } from './provider-names.ts';
export { fileKinds, type FileKindName } from './file-kinds.ts';
export { baseCount, decimal } from './typed-numbers.ts';
export { variantFormatChoices } from './variant-formats.ts';
export {
  backgroundTexts,
  cellText,
  cellValue,
  exactText,
  hasBars,
  signedText,
  tableColumns,
  trackScoreTexts,
  variantName,
  type TableColumn,
} from './variant-text.ts';
export { dependencyUnit, readoutUnit } from '../../src-main/drawing/index.ts';
