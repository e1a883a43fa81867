/** What a shared library of Linux needs, read from the file. */
export { readElfDynamic, type ElfDynamic } from './read-elf-dynamic.ts';
