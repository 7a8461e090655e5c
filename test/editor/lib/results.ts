import { fileURLToPath } from 'node:url';

/** Screenshots, and the logs of what failed. */
export const resultsFolder = fileURLToPath(new URL('../results/', import.meta.url));
