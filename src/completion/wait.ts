/** Longest we hold a request back; above it people notice. */
const maxWaitMs = 120;

/**
 * How long to wait for the next key before asking the model: not at all where answers come faster than keys,
 * up to a key's time where each request is dear.
 */
export function waitBeforeAsking(numbers: {
  /** Typical time to the first token; null before the first answer. */
  firstTokenMs: number | null;
  /** Since the key before; null at the first. */
  sinceLastKeyMs: number | null;
  minimumMs: number;
}): number {
  const { firstTokenMs, sinceLastKeyMs, minimumMs } = numbers;
  const isTypingFast = sinceLastKeyMs !== null && sinceLastKeyMs < 200;
  const cost = firstTokenMs ?? 0;
  const adaptive = isTypingFast && cost > 40 ? Math.min(maxWaitMs, cost / 2) : 0;
  return Math.max(minimumMs, Math.round(adaptive));
}
