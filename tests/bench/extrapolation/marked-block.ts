/**
 * Puts `text` between the two comments `<!-- name -->` and `<!-- /name -->` of a Markdown document, in
 * place of what stands there. Error: where they are not both there, in this order.
 */
export function replaceBlock(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = document.indexOf(open);
  const to = document.indexOf(close, from);
  if (from < 0 || to < 0) throw new Error(`no block between ${open} and ${close}`);
  return `${document.slice(0, from + open.length)}\n\n${text}\n\n${document.slice(to)}`;
}
