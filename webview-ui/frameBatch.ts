/**
 * Runs `work` once in the next animation frame, however often it is asked for. After a frame that took long, drawing
 * included, it waits as long again, so that the page is busy at most half the time and keys stay quick.
 */
export function frameBatch(work: () => void): () => void {
  let isScheduled = false;
  let restUntil = 0;

  const run = (): void => {
    isScheduled = false;
    const start = performance.now();
    work();
    // A timer comes after the frame has been laid out and painted.
    setTimeout(() => {
      const now = performance.now();
      restUntil = now + (now - start);
    });
  };

  return () => {
    if (isScheduled) return;
    isScheduled = true;
    const rest = restUntil - performance.now();
    // One frame (16 ms) passes before the next callback anyway.
    if (rest <= 16) requestAnimationFrame(run);
    else setTimeout(() => requestAnimationFrame(run), rest);
  };
}
