/** The browser that the editor tests install is used here too; these tests need no editor. */
import { createRequire } from 'node:module';
import type * as playwright from '../editor/node_modules/playwright-core/index.d.ts';

export type { AxeResults } from '../editor/node_modules/axe-core/axe.d.ts';
export type { Browser, Page } from '../editor/node_modules/playwright-core/index.d.ts';

const requireFromEditorTests = createRequire(new URL('../editor/package.json', import.meta.url));

const editorTestsPlaywright: typeof playwright = requireFromEditorTests('playwright-core');

export const { chromium } = editorTestsPlaywright;
export const axeSource = requireFromEditorTests.resolve('axe-core/axe.min.js');
export const browserPath = process.env['HEARTH_CHROMIUM'] ?? '/usr/bin/chromium';
