import type { FileOptions } from '../../src-main/contract/index.ts';
import type { AppState } from '../state/index.ts';

/** Chooses one of a row's options; undefined for what is usual. */
export function setOption(
  { layout }: AppState,
  row: string,
  name: keyof FileOptions,
  value: string | number | boolean | undefined,
): void {
  const { [name]: _, ...others } = layout.now.rows[row]?.options ?? {};
  const options = { ...others, ...(value !== undefined && { [name]: value }) };
  void layout.set(row, { options: Object.keys(options).length > 0 ? options : undefined });
}
