export function runtimeFiles(root: string): Promise<string[]>;
export function packageFolderOf(file: string): string;
export function packageFolders(files: Iterable<string>): string[];
