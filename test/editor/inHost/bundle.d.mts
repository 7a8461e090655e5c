/** Gives the bundle's path. */
export function bundleInHostTests(): Promise<string>;
