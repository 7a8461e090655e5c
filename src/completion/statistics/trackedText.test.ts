import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrackedText } from './trackedText.ts';

test('what is removed is gone, what is put in is not counted', () => {
  const tracked = new TrackedText(10, 20);
  tracked.apply({ offset: 0, removed: 0, inserted: 5 }); // 15–25
  tracked.apply({ offset: 18, removed: 2, inserted: 7 }); // 15–18, 25–30
  expect(tracked.length).toBe(8);
  tracked.apply({ offset: 15, removed: 0, inserted: 1 });
  tracked.apply({ offset: 40, removed: 9, inserted: 0 });
  expect(tracked.length).toBe(8);
  tracked.apply({ offset: 0, removed: 100, inserted: 100 });
  expect(tracked.length).toBe(0);
});

test('it counts the characters that a marked text has left', () => {
  const change = fc.record({ offset: fc.nat(20), removed: fc.nat(6), inserted: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 10 }), (changes) => {
      let text = `${'.'.repeat(5)}${'x'.repeat(10)}${'.'.repeat(5)}`;
      const tracked = new TrackedText(5, 15);
      for (const { offset, removed, inserted } of changes) {
        const at = Math.min(offset, text.length);
        const gone = Math.min(removed, text.length - at);
        text = text.slice(0, at) + '.'.repeat(inserted) + text.slice(at + gone);
        tracked.apply({ offset: at, removed: gone, inserted });
      }
      expect(tracked.length).toBe(text.replaceAll('.', '').length);
    }),
  );
});

test('what another has is left out', () => {
  const tracked = new TrackedText(0, 10);
  tracked.without(new TrackedText(2, 5));
  expect(tracked.length).toBe(7);
  tracked.without(new TrackedText(20, 30));
  expect(tracked.length).toBe(7);
});
