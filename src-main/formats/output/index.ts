/**
 * Output files: written beside their place, flushed and renamed; provenance headers; formats by
 * file extension.
 */
export { float32Text } from './float32-text.ts';
export { alreadyThere, type Replaceable } from './file-place.ts';
export { renameInto } from './flush-folder.ts';
export { endingsOf, formatByEnding, type FormatEndings } from './format-by-ending.ts';
export { outputError, throwIfCancelled } from './output-error.ts';
export {
  byRun,
  commentLines,
  modelNotes,
  oneLine,
  provenance,
  type HeaderNote,
} from './provenance.ts';
export {
  partKey,
  partNotes,
  partText,
  endLine,
  noPart,
  readEndLine,
  readPartNote,
  type PartBlock,
  type PartNote,
  type PartOfRun,
} from './part-note.ts';
export { makeFolder } from './make-folder.ts';
export { guardWrites } from './guard-writes.ts';
export { observeWrites, type CommittedFile } from './observe-writes.ts';
export { isStandardOutput, outputTarget } from './output-target.ts';
export { removeAgreed } from './remove-agreed.ts';
export { shellWord } from './shell-word.ts';
export { StagedFile, type StagedFileOptions } from './staged-file.ts';
export { checkFolder, namesFolder, StagedFolder } from './staged-folder.ts';
export { StagedText } from './staged-text.ts';
export { writeStaged } from './write-staged.ts';
export { writeOwnFile, writeOwnFileSync, writeWholeFile } from './write-whole-file.ts';
