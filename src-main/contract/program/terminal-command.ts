/** The `megabase` command of the installed application, for a terminal. */
export interface TerminalCommand {
  /** Where it is, or would be put: a file or a link. Absolute. */
  readonly path: string;
  /**
   * `absent`: nothing is there. `ours`: it starts this application. `outdated`: it starts another copy of
   * it, or one that is gone, and may be replaced. `foreign`: it is not Megabase's, and stays as it is.
   */
  readonly state: 'absent' | 'ours' | 'outdated' | 'foreign';
  /** Whether its folder is on the PATH that this program was started with. */
  readonly isOnPath: boolean;
}
