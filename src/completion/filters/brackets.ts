const opening: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** `open`: what a text leaves open; `closes`: what it closes without having opened it. Both in order. */
export type Balance = {
  open: string[];
  closes: string[];
  /** The quote of the string in which it ends, or ''. */
  quote: string;
};

/** Brackets and quotes of `text`, which begins inside a string with the mark `quote` ('' for code). */
export function balanceOf(text: string, quote = ''): Balance {
  const open: string[] = [];
  const closes: string[] = [];
  let inside = quote;
  let isOurs = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (inside !== '') {
      // A string of one line that was not closed was an apostrophe.
      if (character === inside || (character === '\n' && inside !== '`')) {
        if (character === inside && !isOurs) closes.push(character);
        inside = '';
      }
    } else if ('"\'`'.includes(character)) {
      inside = character;
      isOurs = true;
    } else if ('([{'.includes(character)) open.push(character);
    else if (opening[character] !== undefined) {
      if (open.at(-1) === opening[character]) open.pop();
      else closes.push(character);
    }
  }
  return { open, closes, quote: inside };
}

/** Whether `text` closes all that it opens. */
export function closesWhatItOpens(text: string, quote = ''): boolean {
  const balance = balanceOf(text, quote);
  return balance.open.length === 0 && (balance.quote === '' || balance.quote === quote);
}
