import { expect, test } from 'vitest';
import { DraftPolicy, lookUp } from './drafts.ts';

test.each([
  ['nothing came twice', 'abcdefgh', ''],
  ['two tokens alone are chance', 'xabyzab', ''],
  ['three stood there before', 'xabcdefgyabc', 'defg'],
  ['the longer occurrence before the later one', 'pqabcdX__abcY__pqabc', 'dX__'],
  ['the later one of equals', 'xabcd1xabcd2xabcd', '2xab'],
  ['a repetition goes on', 'ababababab', 'ab'],
  ['too short', 'ab', ''],
])('%s', (_what, tokens, draft) => {
  expect(lookUp(Array.from(tokens), 4).join('')).toBe(draft);
});

function drafts(policy: DraftPolicy, plainMs: number, draftedMs: number, accepted: number, passes: number): number {
  let count = 0;
  for (let pass = 0; pass < passes; pass++) {
    if (!policy.pays) policy.plain(plainMs);
    else {
      policy.drafted(draftedMs, accepted);
      count++;
    }
  }
  return count;
}

test('where a pass over five tokens is cheap, drafts go on; where it is not, they are tried now and then', () => {
  expect(drafts(new DraftPolicy(), 30, 45, 2, 1000)).toBe(999);
  const few = drafts(new DraftPolicy(), 30, 150, 2, 1000);
  expect(few).toBeGreaterThan(3);
  expect(few).toBeLessThan(10);
});

test('drafts that are never accepted end, however cheap', () => {
  expect(drafts(new DraftPolicy(), 30, 33, 0, 1000)).toBeLessThan(40);
});
