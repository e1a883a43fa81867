type Choices = readonly (readonly [id: string, text: string])[];

/** By what reads are coloured, by igv's names. */
export const colorings: Choices = [
  ['', 'default'],
  ['none', 'nothing'],
  ['strand', 'read strand'],
  ['firstOfPairStrand', 'first-of-pair strand'],
  ['pairOrientation', 'pair orientation'],
  ['tlen', 'insert size'],
  ['unexpectedPair', 'orientation and insert size'],
  ['basemod2', 'base modification'],
];

/** By what they are grouped. */
export const groupings: Choices = [
  ['none', 'nothing'],
  ['strand', 'read strand'],
  ['firstOfPairStrand', 'first-of-pair strand'],
  ['pairOrientation', 'pair orientation'],
  ['mateChr', 'contig of mate'],
  ['chimeric', 'chimeric'],
  ['supplementary', 'supplementary'],
  ['readOrder', 'read order'],
];

/** By what they are sorted where the view has its middle. */
export const orders: Choices = [
  ['BASE', 'base'],
  ['strand', 'read strand'],
  ['START', 'start'],
  ['INSERT_SIZE', 'insert size'],
  ['GAP_SIZE', 'gap size'],
  ['MATE_CHR', 'contig of mate'],
  ['MQ', 'mapping quality'],
  ['READ_NAME', 'read name'],
  ['ALIGNED_READ_LENGTH', 'aligned length'],
];

/** How closely they are laid out. */
export const packings: Choices = [
  ['EXPANDED', 'expanded'],
  ['SQUISHED', 'squished'],
  ['FULL', 'one a line'],
];
