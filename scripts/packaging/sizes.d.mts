export interface PartSize {
  readonly label: string;
  readonly files: number;
  readonly unpacked: number;
  readonly packed: number;
}

export function sizesByPart(entries: readonly { name: string; packed: number; unpacked: number }[]): PartSize[];
export function sizeTable(title: string, rows: readonly PartSize[], total: number, limit: number): string;
