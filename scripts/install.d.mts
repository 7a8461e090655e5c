/** Throws a sentence that says what to install where there is none. */
export function chromiumPath(): string;
export function ensureDependencies(): Promise<void>;
export function ensureEditor(): Promise<void>;
export function ensureEditorPackages(): Promise<void>;
