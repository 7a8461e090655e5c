export interface Target {
  readonly os: string;
  readonly cpu: string;
  readonly natives: readonly string[];
  readonly limit: number;
}

export const targets: Readonly<Record<string, Target>>;
export const hostTarget: string;
export function readArguments(args: readonly string[]): { names: string[]; verify: boolean };
