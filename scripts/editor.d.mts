export interface EditorServerOptions {
  /** Gets everything that the server writes: user data and extensions. */
  readonly folder: string;
  /** Installed before the start. */
  readonly vsix?: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Reaches the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lets a page load an unpacked extension and its in-host tests; it also silences notifications. */
  readonly developmentMode?: boolean;
  /** A free one when left out. */
  readonly port?: number;
}

export interface EditorServer {
  readonly url: string;
  readonly port: number;
  /** Also the id of the process group that `stop` ends. */
  readonly pid: number;
  readonly folder: string;
  readonly userData: string;
  /** The end of what the server printed. */
  output(): string;
  stop(): Promise<void>;
}

export function startEditorServer(options: EditorServerOptions): Promise<EditorServer>;
export function switchOffProposedApi(): void;
export function thisPlatform(): string;
export function vsixPath(target?: string): string;
