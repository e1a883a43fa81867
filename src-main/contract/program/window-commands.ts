import type { Mark } from '../project/index.ts';

/** What another program asks of an open window; each is done as if a person had. */
export type WindowCommand =
  /** Asks what the window shows, and changes nothing. */
  | { readonly kind: 'state' }
  /** `locus`: as a person types it; several side by side between spaces or bars. */
  | { readonly kind: 'goto'; readonly locus: string }
  /** A project, a genome, or a file over the open one. Absolute. */
  | { readonly kind: 'open'; readonly path: string }
  /** These rows, by ID or name, and no others. */
  | { readonly kind: 'show_rows'; readonly rows: readonly string[] }
  /** Ends of a row's scale; found from what is in view where both are absent. */
  | {
      readonly kind: 'set_range';
      readonly row: string;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
    }
  | { readonly kind: 'mark'; readonly region: string; readonly name?: string | undefined }
  /** A figure of the view. `out`: absolute, .svg, .pdf or .png, not there yet. */
  | {
      readonly kind: 'figure';
      readonly out: string;
      /** What the window shows where absent. */
      readonly region?: string | undefined;
      /** mm */
      readonly width?: number | undefined;
      /** Points. */
      readonly font_size?: number | undefined;
      /** Of PNG. */
      readonly dpi?: number | undefined;
      readonly title?: string | undefined;
      readonly legend?: boolean | undefined;
    };

/** A command on its way to a window. */
export interface AskedCommand {
  readonly id: number;
  /** Who asks, as that program calls itself: nobody has checked it. */
  readonly by: string;
  readonly command: WindowCommand;
}

/** What became of a command. */
export type WindowAnswer =
  | { readonly kind: 'done'; readonly result: unknown }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly advice: string;
    };

/** A window that waits for commands. */
export interface OpenWindow {
  readonly id: string;
  /** Of the project that it shows; empty on the start page. */
  readonly name: string;
}

/** What a window shows, for whoever drives it. */
export interface WindowState {
  readonly project: { readonly name: string; readonly path: string } | undefined;
  /** As a person types it. */
  readonly locus: string;
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly shown: boolean;
  }[];
  readonly marks: readonly Mark[];
}
