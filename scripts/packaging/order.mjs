/** Compares by code unit: the same order on every machine, whatever its language. */
export function byCodeUnit(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
