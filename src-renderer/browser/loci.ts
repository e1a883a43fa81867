import type { Region } from '../../src-main/contract/index.ts';
import type { IgvBrowser, IgvReferenceFrame } from './igv-types.ts';

/** A part of the genome that is seen beside others, and where. */
export interface LocusPlace {
  readonly region: Region;
  /** px from the left end of what igv draws in. */
  readonly left: number;
  readonly width: number;
  /** Keys and searches move it. */
  readonly isActive: boolean;
}

/** Where a locus is drawn. */
export interface LocusColumn {
  readonly frame: IgvReferenceFrame;
  /** px of the page. */
  readonly left: number;
  readonly width: number;
}

/** The loci that igv shows side by side: one mostly. One of them is active: keys and searches are its. */
export class Loci {
  readonly #browser: IgvBrowser;
  #active = 0;
  /** Whether all move and zoom as the active one does. */
  isLinked = false;
  /** Where they were when they were last looked at. */
  #before: readonly { readonly start: number; readonly bpPerPixel: number }[] = [];

  constructor(browser: IgvBrowser) {
    this.#browser = browser;
  }

  get all(): Region[] {
    return this.#frames.map(regionOf);
  }

  get active(): number {
    return Math.min(this.#active, Math.max(0, this.#frames.length - 1));
  }

  get region(): Region | undefined {
    return this.all[this.active];
  }

  get frame(): IgvReferenceFrame | undefined {
    return this.#frames[this.active];
  }

  /** px of each. */
  get width(): number {
    return this.#browser.calculateViewportWidth(Math.max(1, this.#frames.length));
  }

  get places(): LocusPlace[] {
    const { left: origin } = this.#browser.columnContainer.getBoundingClientRect();
    const { frame: active } = this;
    return this.#columns.map(({ frame, left, width }) => ({
      ...{ region: regionOf(frame), left: left - origin, width, isActive: frame === active },
    }));
  }

  activate(index: number): void {
    this.#active = index;
  }

  /** The one at `x` px of the page, or the nearest. */
  at(x: number): LocusColumn | undefined {
    return this.#columns.findLast(({ left }) => left <= x) ?? this.#columns[0];
  }

  activateAt(x: number): void {
    const column = this.at(x);
    if (column) this.#active = this.#frames.indexOf(column.frame);
  }

  /** The bases between two places, px of the page. */
  between(from: number, to: number): Region | undefined {
    const column = this.at(from);
    if (!column) return undefined;
    const { frame, left } = column;
    const at = (x: number) => Math.round(frame.start + (x - left) * frame.bpPerPixel);
    const [start, end] = [Math.max(0, at(Math.min(from, to))), at(Math.max(from, to))];
    return start < end ? { contig: frame.chr, start, end } : undefined;
  }

  /** Has the others do what one of them did, where they are linked; true where they did. */
  follow(): boolean {
    const frames = this.#frames;
    const before = this.#before;
    const moved = frames.flatMap((frame, index) => {
      const was = before[index];
      const isSame = was?.start === frame.start && was.bpPerPixel === frame.bpPerPixel;
      return was && !isSame ? [{ frame, was }] : [];
    });
    const [one] = moved;
    const follows =
      this.isLinked && before.length === frames.length && moved.length === 1 && one !== undefined;
    if (follows) {
      const zoom = one.frame.bpPerPixel / one.was.bpPerPixel;
      // px that the middle has moved by.
      const middle = this.width / 2;
      const shift = (one.frame.start - one.was.start) / one.was.bpPerPixel + middle * (zoom - 1);
      for (const frame of frames) {
        if (frame === one.frame) continue;
        const centre = frame.start + (middle + shift) * frame.bpPerPixel;
        frame.bpPerPixel *= zoom;
        frame.start = Math.max(0, centre - middle * frame.bpPerPixel);
        frame.end = frame.start + this.width * frame.bpPerPixel;
      }
    }
    this.#before = frames.map(({ start, bpPerPixel }) => ({ start, bpPerPixel }));
    return follows;
  }

  get #frames(): readonly IgvReferenceFrame[] {
    return this.#browser.referenceFrameList ?? [];
  }

  get #columns(): LocusColumn[] {
    const columns = this.#browser.columnContainer.querySelectorAll('.igv-column');
    const { width } = this;
    return this.#frames.flatMap((frame, index) => {
      const left = columns[index]?.getBoundingClientRect().left;
      return left === undefined ? [] : [{ frame, left, width }];
    });
  }
}

function regionOf(frame: IgvReferenceFrame): Region {
  const start = Math.max(0, Math.floor(frame.start));
  return { contig: frame.chr, start, end: Math.max(start + 1, Math.round(frame.end)) };
}
