/** Of what is written in a picture; a figure's pen has its own letters, as large as it was told. */
export const textFont = '11px system-ui, sans-serif';
