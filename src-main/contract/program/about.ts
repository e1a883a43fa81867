/** What this program is. */
export interface About {
  readonly version: string;
  /** Of the program and of what it stands on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** `linux x64` */
  readonly platform: string;
  /** Where it is asked whether there is a newer version; absent where this build names no place. */
  readonly versionFile?: string | undefined;
}

/** A text of a licence, or a list of notices. */
export interface Licence {
  readonly title: string;
  readonly text: string;
}

/** The newest version there is, as its publisher's version file says. */
export interface NewestVersion {
  readonly version: string;
  readonly isNewer: boolean;
  /** Page that tells of it. */
  readonly page?: string | undefined;
}
