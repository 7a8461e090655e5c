/** Why a piece of another file may help at the cursor. */
export type ChunkReason = 'recentEdit' | 'visited' | 'openFile' | 'definition' | 'import';

/** A piece of another file: whole lines. */
export type Chunk = {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** From 0. */
  startLine: number;
  /** Lines end in \n, the last one too. */
  text: string;
  why: ChunkReason;
};
