/** px, where nobody chose another. */
export const usualColumnWidth = 204;
