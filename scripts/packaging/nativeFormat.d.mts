export function platformOfBinary(bytes: Buffer): string | undefined;
