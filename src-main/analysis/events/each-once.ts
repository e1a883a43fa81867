/** Passes on each text once; `told` holds those that were, in order. */
export function eachOnce(
  tell: (text: string) => void,
  told: Set<string> = new Set(),
): (text: string) => void {
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}
