import { beforeAll, describe, expect, test } from 'vitest';
import { expectNoGhostText, openFile, press, typeText, untilGhostTextIs } from './lib/document.ts';
import { explanation } from './lib/explanation.ts';
import { statusItem } from './lib/statusBar.ts';
import { openWindow, screenshot, type EditorWindow } from './lib/window.ts';

/** The starter model knows what is pushed here, so that silence has another reason. */
const shelf = `interface Item {
  name: string;
}

export class Shelf {
  private items: Item[] = [];

  add(item: Item): void {
    
  }
}
`;
const inAdd = { line: 9, column: 5 };

/** A function that others call; `mark` stands nowhere else. */
const prices = (mark: string): string => `export function discountedPrice(item: Item, percent: number): number {
  const ${mark} = item.price * (100 - percent);
  return Math.round(${mark}) / 100;
}
`;

const cart = `import { discountedPrice } from './price';

export function totalOf(items: Item[], percent: number): number {
  let total = 0;
  for (const item of items) {
    
  }
  return total;
}
`;
const inLoop = { line: 6, column: 5 };

const files = {
  'cart.ts': cart,
  'price.ts': prices('roundedCents'),
  '.env': `${shelf}\n${prices('wintergreenSecret')}`,
  'private/rates.ts': prices('spearmintSecret'),
  'generated/fees.ts': prices('peppermintSecret'),
  'private/shelf.ts': shelf,
  'generated/rack.ts': shelf,
  '.hearthignore': 'private/\n',
  '.gitignore': 'generated/\n',
};
const settings = {
  // As any other code, but for its name.
  'files.associations': { '.env': 'typescript' },
  'search.useIgnoreFiles': false,
};

/** Types in cart.ts and asks until a completion there has been explained with a prompt that holds `words`. */
async function untilExplained(window: EditorWindow, words: string): Promise<string> {
  await openFile(window, 'cart.ts', inLoop);
  await typeText(window, 'total +=');
  let text = '';
  for (let attempt = 0; attempt < 8; attempt++) {
    // Another text each time: an answer from memory has no prompt.
    await typeText(window, attempt === 0 ? ' discountedPrice(item' : ' ');
    await press(window, 'Alt+Backslash');
    await window.page.waitForTimeout(2_000);
    text = await explanation(window);
    if (text.includes(words)) return text;
    await openFile(window, 'cart.ts');
  }
  throw new Error(`No prompt holds ${words}. Explained was:\n${text}`);
}

async function openAll(window: EditorWindow): Promise<void> {
  for (const path of ['.env', 'private/rates.ts', 'generated/fees.ts', 'price.ts']) {
    await openFile(window, path);
    // As long as a reader would look: a visit is noted when the cursor rests.
    await window.page.waitForTimeout(600);
  }
}

describe('what a suggestion draws on', () => {
  test('a function in another tab is in the prompt; secrets and ignored files are not, open as they are', async () => {
    const window = await openWindow({ files, settings });
    await openAll(window);
    const text = await untilExplained(window, 'roundedCents');
    await screenshot(window, 'context');
    expect(text).toContain('totalOf');
    expect(text).toMatch(/## Context[^#]*price\.ts:1–4/);
    expect(text).not.toContain('wintergreenSecret');
    expect(text).not.toContain('spearmintSecret');
    expect(text).not.toContain('peppermintSecret');
    expect(text).not.toMatch(/\.env\b|rates\.ts|fees\.ts/);
  });

  test('with hearth.context.repository off it is the file alone', async () => {
    const window = await openWindow({ files, settings: { ...settings, 'hearth.context.repository': 'off' } });
    await openAll(window);
    const text = await untilExplained(window, 'totalOf');
    expect(text).not.toContain('roundedCents');
    expect(text).not.toMatch(/price\.ts:\d/);
  });

  test('with workspace also the definition of a name near the cursor, in a file that is not open', async () => {
    const window = await openWindow({ files, settings: { ...settings, 'hearth.context.repository': 'workspace' } });
    // Language servers take their time; what is found is in the prompt that the first key then lays out.
    for (const place of [{ line: 1, column: 12 }, inLoop, { line: 1, column: 14 }, inLoop]) {
      await openFile(window, 'cart.ts', place);
      await window.page.waitForTimeout(4_000);
    }
    const text = await untilExplained(window, 'roundedCents');
    expect(text).toMatch(/## Context[^#]*price\.ts:1–4/);
  });

  test('what hearth.context.exclude names stays out', async () => {
    const window = await openWindow({ files, settings: { ...settings, 'hearth.context.exclude': ['**/price.*'] } });
    await openAll(window);
    const text = await untilExplained(window, 'totalOf');
    expect(text).not.toContain('roundedCents');
  });
});

describe('where nothing is suggested', () => {
  let window: EditorWindow;
  beforeAll(async () => {
    window = await openWindow({ files, settings });
  });

  test.each(['.env', 'private/shelf.ts'])('in %s there is none, asked for or not', async (path) => {
    await openFile(window, path, inAdd);
    await typeText(window, 'this.items.p');
    await expectNoGhostText(window);
    await press(window, 'Alt+Backslash');
    await expectNoGhostText(window);
    const why = `Hearth, Off for ${path.split('/').at(-1) ?? ''}`;
    await statusItem(window.page).locator(`a[aria-label="${why}"]`).waitFor();
  });

  test('in a file that only git ignores there is', async () => {
    await openFile(window, 'generated/rack.ts', inAdd);
    await typeText(window, 'this.items.p');
    await untilGhostTextIs(window, 'ush(item);');
  });
});
