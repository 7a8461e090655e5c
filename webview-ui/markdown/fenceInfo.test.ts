import { expect, it } from 'vitest';
import { readFenceInfo } from './fenceInfo.ts';

it.each([
  ['', '', ''],
  ['ts', 'ts', ''],
  ['c++', 'c++', ''],
  ['ts src/a.ts', 'ts', 'src/a.ts'],
  ['ts:src/a.ts', 'ts', 'src/a.ts'],
  ['ts title="src/my file.ts"', 'ts', 'src/my file.ts'],
  ['src/a.ts', '', 'src/a.ts'],
  ['package.json', '', 'package.json'],
  ['C:\\a\\b.ts', '', 'C:\\a\\b.ts'],
  ['python linenos', 'python', ''],
])('reads %j', (info, language, path) => {
  expect(readFenceInfo(info)).toEqual({ language, path });
});
