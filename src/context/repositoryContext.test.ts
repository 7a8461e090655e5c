import { array, assert, constantFrom, integer, oneof, property, record, type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from './chunk.ts';
import { limits, RepositoryContext } from './repositoryContext.ts';

const at = {
  path: 'src/main.ts',
  languageId: 'typescript',
  before: 'const cart = loadCart(user);\ncart.',
  after: '\n',
};

/** A file of a few functions; each uses names of its own. */
function fileOf(names: readonly string[]): string {
  return names
    .map((name) => `export function ${name}(${name}Input) {\n  return ${name}Output;\n}\n\n\n\n\n\n`)
    .join('');
}

function open(context: RepositoryContext, path: string, text: string, languageId = 'typescript'): void {
  context.noteOpen({ path, languageId, text, startLine: 0, isWhole: true });
}

const linesOf = (chunks: readonly Chunk[]): string[] =>
  chunks.map(({ path, startLine, why }) => `${path}:${startLine} ${why}`);

describe('RepositoryContext', () => {
  it('ranks what shares names with the cursor’s surroundings first, and leaves out what shares none', () => {
    const context = new RepositoryContext();
    open(context, 'a.ts', 'export function sleep(ms) {\n  return timer(ms);\n}\n');
    open(context, 'b.ts', 'export function loadCart(user) {\n  return carts.get(user.id);\n}\n');
    open(context, 'c.ts', 'export function user(id) {\n  return people.find(id);\n}\n');
    expect(linesOf(context.candidates(at))).toEqual(['b.ts:0 openFile', 'c.ts:0 openFile']);
  });

  it('puts a definition of a name at the cursor before all else', () => {
    const context = new RepositoryContext();
    context.noteDefinition({
      path: 'z.ts',
      languageId: '',
      text: 'const a1 = 1;\n\n// Loads.\nexport async function loadCart(who) {\n  return fetchAll(who);\n}\n',
      startLine: 10,
      line: 13,
      symbol: 'loadCart',
      why: 'definition',
    });
    open(context, 'b.ts', 'const cart = loadCart(user); cart.add(user);\n');
    expect(linesOf(context.candidates(at))).toEqual(['z.ts:12 definition', 'b.ts:0 openFile']);
    expect(context.candidates(at)[0]?.text).toBe(
      '// Loads.\nexport async function loadCart(who) {\n  return fetchAll(who);\n}\n',
    );
  });

  it('prefers the same language, by name or by ending', () => {
    const context = new RepositoryContext();
    const text = (extra: string): string => `${extra} cart loadCart user ${extra}2\n`;
    open(context, 'a.js', text('one'), '');
    open(context, 'b.py', text('two'), 'python');
    expect(linesOf(context.candidates(at))).toEqual(['a.js:0 openFile', 'b.py:0 openFile']);
  });

  it('gives no piece of the file itself, and neither overlaps nor repeats one', () => {
    const context = new RepositoryContext();
    const text = 'export function loadCart(user) {\n  return carts.get(user.id);\n}\n';
    open(context, at.path, text);
    open(context, 'a.ts', text);
    open(context, 'copy.ts', text);
    context.noteEdit({ path: 'a.ts', languageId: 'typescript', text, startLine: 0, line: 1 });
    context.noteVisit({ path: 'a.ts', languageId: 'typescript', text, startLine: 0, line: 2 });
    expect(linesOf(context.candidates(at))).toEqual(['a.ts:0 recentEdit']);
  });

  it('keeps edits and visits of a closed file, and nothing else of it', () => {
    const context = new RepositoryContext();
    const text = 'const cart = loadCart(user);\n';
    open(context, 'a.ts', text);
    open(context, 'b.ts', `other1; ${text}`);
    context.noteEdit({ path: 'b.ts', languageId: 'typescript', text: `other1; ${text}`, startLine: 0, line: 0 });
    context.noteClosed('a.ts');
    context.noteClosed('b.ts');
    expect(linesOf(context.candidates(at))).toEqual(['b.ts:0 recentEdit']);
    context.retain((path) => path !== 'b.ts');
    expect(context.candidates(at)).toEqual([]);
    expect(context.size).toBe(0);
  });

  it('moves what was noted with its file, and drops what is gone from it', () => {
    const context = new RepositoryContext();
    const cart = 'const cart = loadCart(user);\n';
    context.noteVisit({ path: 'a.ts', languageId: 'typescript', text: cart, startLine: 3, line: 3 });
    context.noteOpen({
      path: 'a.ts',
      languageId: 'typescript',
      text: `\n\n\n\n\n${cart}`,
      startLine: 0,
      isWhole: true,
    });
    expect(linesOf(context.candidates(at))).toEqual(['a.ts:5 visited']);
    context.noteOpen({
      path: 'a.ts',
      languageId: 'typescript',
      text: 'const other = loadCart(user);\n',
      startLine: 0,
      isWhole: true,
    });
    expect(linesOf(context.candidates(at))).toEqual(['a.ts:0 openFile']);
  });

  it('keeps no piece with a key in it', () => {
    const context = new RepositoryContext();
    open(context, 'a.ts', `const cart = loadCart(user, "AKIA${'A'.repeat(16)}");\n`);
    expect(context.size).toBe(0);
  });

  it('gives the same list while a word is being typed', () => {
    const context = new RepositoryContext();
    open(context, 'b.ts', fileOf(['loadCart', 'saveCart', 'user']));
    const first = context.candidates(at);
    expect(first.length).toBeGreaterThan(0);
    for (const typed of ['s', 'sa', 'sav', 'save']) {
      expect(context.candidates({ ...at, before: at.before + typed })).toBe(first);
    }
  });

  it('keeps no more than it says, the newest', () => {
    const context = new RepositoryContext();
    const long = fileOf(Array.from({ length: 400 }, (_, index) => `name${index}`));
    for (let file = 0; file < 100; file++) {
      const path = `f${file}.ts`;
      open(context, path, long);
      for (let place = 0; place < 20; place++) {
        const event = {
          path,
          languageId: 'typescript',
          text: fileOf([`at${place}`, 'cart']),
          startLine: place * 50,
          line: place * 50,
        };
        context.noteEdit(event);
        context.noteVisit(event);
        context.noteDefinition({ ...event, symbol: 'cart', why: 'import' });
      }
    }
    const most = limits.allOpenPieces + limits.recentEdits + limits.visited + limits.definitions;
    expect(context.size).toBeLessThanOrEqual(most);
    expect(context.size).toBeGreaterThan(100);
    const chunks = context.candidates({ ...at, before: 'name1 cart at19 name399' });
    expect(chunks.length).toBeLessThanOrEqual(limits.candidates);
    expect(new Set(chunks.map(({ path }) => path))).toContain('f99.ts');
    context.clear();
    expect(context.size).toBe(0);
  });
});

type Event = { kind: 'edit' | 'visit' | 'open' | 'close' | 'definition'; path: string; words: string[]; line: number };

const event: Arbitrary<Event> = record({
  kind: constantFrom('edit', 'visit', 'open', 'close', 'definition'),
  path: constantFrom('a.ts', 'b.ts', 'c.py', 'src/main.ts'),
  words: array(constantFrom('cart', 'user', 'loadCart', 'save', 'item', 'price', 'total', 'order'), { maxLength: 40 }),
  line: integer({ min: 0, max: 60 }),
});

function play(events: readonly Event[]): { context: RepositoryContext; said: string[] } {
  const context = new RepositoryContext();
  const said: string[] = [];
  for (const { kind, path, words, line } of events) {
    const text = words
      .map((word, index) => `${index % 3 === 0 ? '\n' : '  '}${word}(${words[index + 1] ?? ''});\n`)
      .join('');
    const place = {
      path,
      languageId: path.endsWith('py') ? 'python' : 'typescript',
      text,
      startLine: line,
      line: line + 4,
    };
    if (kind === 'edit') context.noteEdit(place);
    else if (kind === 'visit') context.noteVisit(place);
    else if (kind === 'close') context.noteClosed(path);
    else if (kind === 'open') context.noteOpen({ ...place, isWhole: line % 2 === 0 });
    else
      context.noteDefinition({ ...place, symbol: words[0] ?? 'cart', why: line % 2 === 0 ? 'definition' : 'import' });
    said.push(JSON.stringify(context.candidates(at)));
  }
  return { context, said };
}

describe('for any events', () => {
  it('the same ones give the same bytes', () => {
    assert(
      property(array(event, { maxLength: 30 }), (events) => {
        expect(play(events).said).toEqual(play(events).said);
      }),
    );
  });

  it('no piece is of the file itself, overlaps, repeats, or ends within a line', () => {
    assert(
      property(array(event, { maxLength: 30 }), oneof(constantFrom('src/main.ts', 'a.ts')), (events, path) => {
        const chunks = play(events).context.candidates({ ...at, path });
        expect(new Set(chunks.map(({ text }) => text)).size).toBe(chunks.length);
        const lines = new Set<string>();
        for (const chunk of chunks) {
          expect(chunk.path).not.toBe(path);
          expect(chunk.text.endsWith('\n')).toBe(true);
          for (let line = 0; line < chunk.text.split('\n').length - 1; line++) {
            const place = `${chunk.path}:${chunk.startLine + line}`;
            expect(lines.has(place)).toBe(false);
            lines.add(place);
          }
        }
      }),
    );
  });
});
