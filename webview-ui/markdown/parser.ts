import createMarkdown, { type Env, type Token } from 'markdown-it';

export type { Token };

/** Link targets named once in a text (`[name]: target`); they hold for all of it. */
export type References = Env;

const markdown = createMarkdown({ html: false, linkify: false, typographer: false });
// Which targets may be followed is decided where links are drawn (links.ts), for links and images alike.
markdown.validateLink = () => true;

/** Markdown to tokens; HTML stays text. `environment` collects link references over several calls. */
export function parseMarkdown(source: string, environment: References): Token[] {
  return markdown.parse(source, environment);
}
