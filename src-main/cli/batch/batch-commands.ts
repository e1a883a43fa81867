import { basename, join } from 'node:path';
import { figureFormats, type RowSettings } from '../../contract/index.ts';
import { indexedText } from '../../formats/bytes/index.ts';
import { readOrders } from '../../analysis/figure/index.ts';
import { usualIndexes } from '../../formats/track-file/index.ts';
import type { BatchState } from './batch-state.ts';
import { LineFault } from './batch-problem.ts';

/** What a command does; or why it does nothing, in words that go after its name; or nothing to speak of. */
type Meaning =
  | ((state: BatchState, parameters: readonly string[]) => void)
  | { readonly none: string }
  | 'silent';

const screen = { none: 'there is no window to do that in' };
const network = { none: 'nothing is fetched from a network' };
const wholeDepth = { none: 'all reads are counted' };

/** IGV's commands, in small letters, as a figure understands them. */
export const batchCommands: ReadonlyMap<string, Meaning> = new Map<string, Meaning>(
  Object.entries({
    new: (state) => state.clear(),
    reset: (state) => state.clear(),
    clear: (state) => state.clear(),
    genome: (state, [name, ...rest]) => {
      expectEnd(rest);
      state.setGenome(need(name, 'a genome'));
    },
    load,
    loadfile: load,
    goto: (state, loci) => goTo(state, loci, false),
    gotoimmediate: (state, loci) => goTo(state, loci, false),
    addframes: (state, loci) => goTo(state, loci, true),
    region,
    snapshotdirectory: (state, [folder, ...rest]) => {
      expectEnd(rest);
      state.folder = state.path(need(folder, 'a folder'));
    },
    snapshot,
    maxpanelheight: (state, [height]) => {
      state.panelHeight = wholeNumber(height, 'a height in pixels');
    },
    settrackheight: setTrackHeight,
    setdatarange: setDataRange,
    setlogscale: (state, [flag, ...name]) => state.setRows({ log: yes(flag) }, trackName(name)),
    setcolor: (state, [color, ...name]) =>
      state.setRows({ color: colorOf(color) }, trackName(name)),
    collapse: (state, name) => {
      state.note('collapse: drawn as expand; nothing that overlaps is hidden in a figure');
      display(state, 'COLLAPSED', name);
    },
    expand: (state, name) => display(state, 'EXPANDED', name),
    squish: (state, name) => display(state, 'SQUISHED', name),
    remove: (state, name) =>
      state.editRows({ kind: 'remove' }, need(trackName(name), "a track's name")),
    renametrack: (state, [before, ...after]) => {
      const name = need(trackName(after), 'a new name');
      const old = trackName(before === undefined ? [] : [before]);
      state.editRows({ kind: 'name', name }, need(old, "a track's name"));
    },
    sort,
    setsequencestrand: (state, [strand]) => {
      const isReverse = ['-', 'negative', 'reverse'].includes((strand ?? '').toLowerCase());
      state.sequenceStrand = isReverse ? '-' : '+';
    },
    zoomin: (state) => void state.zoom++,
    zoomout: (state) => void state.zoom--,
    echo: (state, words) => void state.echoes.push(words.join(' ') || 'echo'),
    exit: 'silent',
    setsleepinterval: 'silent',
    version: 'silent',
    tofront: 'silent',
    scrolltotop: 'silent',
    scrolltotrack: screen,
    gototrack: screen,
    tweakdivider: screen,
    fittracks: screen,
    colorby: { none: 'reads of a figure are grey, and coloured where they differ from the genome' },
    group: { none: 'reads of a figure are in one group' },
    viewaspairs: { none: 'reads of a figure are drawn one by one' },
    preference: { none: 'a figure has no preferences of IGV' },
    setaltcolor: { none: 'a row of a figure has one colour' },
    showdatarange: { none: 'the ends of a scale are always written' },
    setsequenceshowtranslation: { none: 'a figure has no translation of its sequence' },
    overlay: { none: 'each file has a row of its own' },
    separate: { none: 'each file has a row of its own' },
    sortbyattribute: { none: 'files have no attributes here' },
    showattributes: { none: 'files have no attributes here' },
    samplingwindowsize: wholeDepth,
    maxdepth: wholeDepth,
    samplingreadcount: wholeDepth,
    savesession: { none: 'no session is written' },
    currentgenomepath: screen,
    toolsyaml: screen,
    setcredentials: network,
    clearcredentials: network,
    oauth: network,
    setaccesstoken: network,
    clearaccesstokens: network,
  } satisfies Record<string, Meaning>),
);

/** Options of `load` that change nothing. */
const passedOver = {
  coverage: 'depth is counted anew',
  format: "a file's name tells its format",
};

function load(state: BatchState, [files, ...options]: readonly string[]): void {
  const isStray = (option: string) => !option.includes('=');
  const before = options[options.findIndex(isStray) - 1];
  expectEnd(options.filter(isStray), before === undefined ? {} : { of: 'a name', after: before });
  const given = new Map(
    options.map((option) => {
      const at = option.indexOf('=');
      return [option.slice(0, Math.max(0, at)).toLowerCase(), option.slice(at + 1)] as const;
    }),
  );
  const paths = need(files, 'a file')
    .split(',')
    .filter((path) => path !== '');
  const names = given.get('name')?.split(',');
  if (names && names.length !== paths.length) {
    throw new LineFault(`${names.length} names of ${paths.length} files`, 'a name for each file');
  }
  const indexes = given.get('index')?.split(',');
  if (indexes && indexes.length !== paths.length) {
    const found = `${indexes.length} indexes of ${paths.length} files`;
    throw new LineFault(found, 'an index for each file');
  }
  if (given.get('merge')?.toLowerCase() === 'false') state.clear();
  for (const [i, path] of paths.entries()) {
    const index = indexes?.[i] ?? '';
    const hasOwn = index === '' || usualIndexes(path).length === 0;
    if (index !== '' && hasOwn) state.note(`index=${index}: ${path} has its index in itself`);
    state.load(hasOwn ? path : indexedText(path, index), names?.[i]);
  }
  for (const [option, why] of Object.entries(passedOver)) {
    const value = given.get(option);
    if (value === undefined) continue;
    state.note(`${option}=${value}: ${why}`);
  }
}

function goTo(state: BatchState, words: readonly string[], adds: boolean): void {
  const [contig, start, end] = words;
  if (contig === undefined) throw new LineFault('no locus', 'goto LOCUS');
  if (words.length === 1 && contig.toLowerCase() === 'all') {
    throw new LineFault('goto all', 'a region or a gene: a figure does not show a whole genome');
  }
  const isBed = words.length === 3 && [start, end].every((one) => /^[\d,]+$/.test(one ?? ''));
  state.goTo(isBed ? [`${contig}:${start}-${end}`] : words, adds);
}

function region(state: BatchState, words: readonly string[]): void {
  const [first, second, third, ...rest] = words;
  const place = need(first, 'a region');
  if (/^[\d,]+$/.test(second ?? '') && /^[\d,]+$/.test(third ?? '')) {
    state.mark(`${place}:${second}-${third}`, rest.join(' ') || undefined);
  } else state.mark(place, words.slice(1).join(' ') || undefined);
}

function snapshot(state: BatchState, [name, part, ...rest]: readonly string[]): void {
  expectEnd(rest);
  // The second part of a name that has spaces; IGV's parts of its window have no ending.
  if (part !== undefined && figureFormats.some((one) => part.toLowerCase().endsWith(`.${one}`))) {
    expectEnd([part]);
  }
  const folder = state.folder ?? process.cwd();
  if (part !== undefined) state.note(`snapshot ${part}: a figure has nothing but its rows`);
  if (name === undefined) {
    state.snapshot({ path: undefined, folder, format: 'png' });
    return;
  }
  const format = figureFormats.find((one) => name.toLowerCase().endsWith(`.${one}`));
  if (format === undefined || basename(name) === `.${format}`) {
    throw new LineFault(`the file ${name}`, 'a name that ends in .png, .svg or .pdf');
  }
  // Below its folder as IGV has it, also where it looks absolute.
  const path = state.folder === undefined ? state.path(name) : join(state.folder, name);
  state.snapshot({ path, folder, format });
}

/** `setTrackHeight 60 name` or `setTrackHeight name 60`, as IGV takes both. */
function setTrackHeight(state: BatchState, words: readonly string[]): void {
  const isFirst = /^\d+$/.test(words[0] ?? '');
  const name = isFirst ? words.slice(1) : words.slice(0, Math.max(1, words.length - 1));
  const height = wholeNumber(isFirst ? words[0] : words[name.length], 'a height in pixels');
  state.setRows({ height }, trackName(name));
}

function setDataRange(state: BatchState, [range, ...name]: readonly string[]): void {
  const text = need(range, 'a range').toLowerCase();
  if (text === 'auto' || text === 'autoscale') {
    state.setRows({ scale: { kind: 'auto' } }, trackName(name));
    return;
  }
  const numbers = text.split(',').map((one) => (one.trim() === '' ? NaN : Number(one)));
  const [min = NaN, max = NaN] = [numbers[0], numbers.at(-1)];
  const isRange = (numbers.length === 2 || numbers.length === 3) && numbers.every(Number.isFinite);
  if (!isRange || min >= max) {
    throw new LineFault(`the range ${range}`, 'min,max with min below max, or auto');
  }
  if (numbers.length === 3 && numbers[1] !== 0) {
    state.note(`setDataRange ${range}: values are drawn from 0, not from ${numbers[1]}`);
  }
  state.setRows({ scale: { kind: 'fixed', min, max } }, trackName(name));
}

function display(state: BatchState, displayMode: string, name: readonly string[]): void {
  const settings: RowSettings = { options: { displayMode } };
  state.setRows(settings, trackName(name));
}

/** `sort base`, `sort base chr1:1,000 reverse`, `sort tag HP chr1:1,000`. */
function sort(state: BatchState, [option = 'base', ...rest]: readonly string[]): void {
  const names: Readonly<Record<string, (typeof readOrders)[number]>> = {
    ...{ base: 'base', nucleotide: 'base', strand: 'strand', start: 'start', position: 'start' },
  };
  const by = names[option.toLowerCase()];
  if (by === undefined) {
    state.note(`sort ${option}: reads are sorted by ${readOrders.join(', ')} alone`);
    return;
  }
  const isReverse = rest.at(-1)?.toLowerCase() === 'reverse';
  const [place] = isReverse ? rest.slice(0, -1) : rest;
  const at = place === undefined ? undefined : { line: state.line, text: place };
  state.readOrder = { by, reverse: isReverse, at };
}

/** IGV passes over what follows a path or a name in silence, and then reads, writes or changes another one. */
function expectEnd(
  rest: readonly string[],
  {
    of = 'a path',
    after = 'the path',
  }: { readonly of?: string; readonly after?: string | undefined } = {},
): void {
  if (rest.length === 0) return;
  const found = rest.join(' ');
  const shown = found.length > 60 ? `${found.slice(0, 60)}...` : found;
  throw new LineFault(`${shown} after ${after}`, `${of} with spaces between quotation marks`);
}

function need(value: string | undefined, expected: string): string {
  if (value === undefined || value === '') throw new LineFault('nothing after it', expected);
  return value;
}

/** As IGV has it: quotes are gone by now, and spaces may be written %20. One word at most. */
function trackName([name, ...rest]: readonly string[]): string | undefined {
  expectEnd(rest, { of: 'a name', after: name });
  return name?.replaceAll('%20', ' ');
}

function wholeNumber(text: string | undefined, expected: string): number {
  const value = /^\d{1,6}$/.test(text ?? '') ? Number(text) : 0;
  if (value < 1 || value > 20_000) {
    throw new LineFault(text || 'nothing after it', `${expected}, 1 to 20,000`);
  }
  return value;
}

function yes(text: string | undefined): boolean {
  const flag = text?.toLowerCase();
  if (flag !== 'true' && flag !== 'false') {
    throw new LineFault(text || 'nothing after it', 'true or false');
  }
  return flag === 'true';
}

/** `0,0,255`, `#0000ff` or `0000ff`. */
function colorOf(text: string | undefined): string {
  const parts = (text ?? '').split(',').map((one) => (/^\d{1,3}$/.test(one) ? Number(one) : 256));
  if (parts.length === 3 && parts.every((part) => part < 256)) {
    return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  }
  const [, hex] = /^#?([\da-f]{6})$/i.exec(text ?? '') ?? [];
  if (hex === undefined) {
    throw new LineFault(`the colour ${text ?? ''}`, 'red,green,blue from 0 to 255, or #rrggbb');
  }
  return `#${hex.toLowerCase()}`;
}
