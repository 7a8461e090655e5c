/**
 * A small complete file per language. `broken` is a suggestion for the place marked █ that breaks it, `whole` one that
 * does not.
 */
export type Sample = { languageId: string; code: string; whole: string; broken: string };

const script = `import { readFile } from 'node:fs/promises';

/* Counts words. */
export async function countWords(path) {
  const text = await readFile(path, 'utf8');
  const counts = new Map();
  for (const word of text.split(/\\s+/)) {
    // Case does not matter.
    const key = word.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  █
  return counts;
}

export const label = (name) => \`word \${name}\`;
`;

const typed = script
  .replace('(path)', '(path: string): Promise<Map<string, number>>')
  .replace('new Map()', 'new Map<string, number>()')
  .replace('(name)', '(name: string): string');

const scriptSuggestions = {
  whole: "if (counts.size === 0) {\n    throw new Error('no words');\n  }",
  broken: "if (counts.size === 0) {\n    throw new Error('no words';",
};

export const samples: readonly Sample[] = [
  { languageId: 'typescript', code: typed, ...scriptSuggestions },
  { languageId: 'javascript', code: script, ...scriptSuggestions },
  {
    languageId: 'typescriptreact',
    code: `type Props = { names: string[] };

export function List({ names }: Props) {
  █
  return (
    <ul className="list">
      {names.map((name) => <li key={name}>{name}</li>)}
    </ul>
  );
}
`,
    whole: 'if (names.length === 0) return <p>None</p>;',
    broken: 'if (names.length === 0 return <p>None</p>;',
  },
  {
    languageId: 'javascriptreact',
    code: 'export const Title = ({ text }) => {\n  █\n  return <h1>{text}</h1>;\n};\n',
    whole: 'if (!text) return null;',
    broken: 'if (!text) return <h2>;',
  },
  {
    languageId: 'python',
    code: `"""Counts words."""
from collections import Counter


class Words:
    def __init__(self, path: str) -> None:
        self.path = path  # read later

    def count(self) -> Counter:
        with open(self.path, encoding='utf-8') as file:
            words = file.read().split()
        █
        return Counter(word.lower() for word in words)


print(f"{Words('a.txt').count()} words")
`,
    whole: "if not words:\n            raise ValueError('no words')",
    broken: "if not words:\n            raise ValueError('no words'",
  },
  {
    languageId: 'go',
    code: `package words

import "strings"

// Count counts words.
func Count(text string) map[string]int {
	counts := make(map[string]int)
	for _, word := range strings.Fields(text) {
		counts[strings.ToLower(word)]++
	}
	█
	return counts
}

const pattern = \`\\w+\`
`,
    whole: 'if len(counts) == 0 {\n\t\treturn nil\n\t}',
    broken: 'if len(counts) == 0 {\n\t\treturn nil)',
  },
  {
    languageId: 'java',
    code: `package words;

import java.util.Map;
import java.util.TreeMap;

/** Counts words. */
public final class Words {
  private final String text;

  public Words(String text) {
    this.text = text;
  }

  public Map<String, Integer> count() {
    Map<String, Integer> counts = new TreeMap<>();
    for (String word : text.split("\\\\s+")) { // one by one
      counts.merge(word.toLowerCase(), 1, Integer::sum);
    }
    █
    return counts;
  }
}
`,
    whole: 'if (counts.isEmpty()) {\n      throw new IllegalStateException("no words");\n    }',
    broken: 'if (counts.isEmpty() {\n      throw new IllegalStateException("no words");\n    }',
  },
  {
    languageId: 'cpp',
    code: `#include <map>
#include <string>
#include <vector>

namespace words {

// Counts words.
std::map<std::string, int> count(const std::vector<std::string>& all) {
  std::map<std::string, int> counts;
  for (const auto& word : all) {
    ++counts[word.empty() ? "empty" : word];
  }
  █
  return counts;
}

}  // namespace words
`,
    whole: 'if (counts.empty()) {\n    return {};\n  }',
    broken: 'if (counts.empty()) {\n    return {;\n  }',
  },
  {
    languageId: 'c',
    code: `#include <stdio.h>

/* Counts lines. */
static int count(FILE *file) {
  int lines = 0;
  for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
    if (c == '\\n') lines++;
  }
  █
  return lines;
}
`,
    whole: 'if (ferror(file)) return -1;',
    broken: 'if (ferror(file) return -1;',
  },
  {
    languageId: 'rust',
    code: `use std::collections::HashMap;

/// Counts words.
pub fn count(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1; // one more
    }
    █
    counts
}
`,
    whole: 'if counts.is_empty() {\n        println!("no words");\n    }',
    broken: 'if counts.is_empty() {\n        println!("no words";\n    }',
  },
  {
    languageId: 'csharp',
    code: `using System.Collections.Generic;

namespace Words
{
    public static class Counter
    {
        // Counts words.
        public static Dictionary<string, int> Count(string text)
        {
            var counts = new Dictionary<string, int>();
            foreach (var word in text.Split(' '))
            {
                counts[word] = counts.TryGetValue(word, out var n) ? n + 1 : 1;
            }
            █
            return counts;
        }

        public static string Label(string name) => $"word {name}";
    }
}
`,
    whole: 'if (counts.Count == 0) throw new System.ArgumentException("no words");',
    broken: 'if (counts.Count == 0) throw new System.ArgumentException("no words";',
  },
  {
    languageId: 'php',
    code: `<?php
// Counts words.
function countWords(string $text): array
{
    $counts = [];
    foreach (explode(' ', $text) as $word) {
        $counts[$word] = ($counts[$word] ?? 0) + 1;
    }
    █
    return $counts;
}
`,
    whole: 'if (count($counts) === 0) {\n        return [];\n    }',
    broken: 'if (count($counts) === 0) {\n        return [;\n    }',
  },
  {
    languageId: 'ruby',
    code: `# Counts words.
class Words
  def initialize(text)
    @text = text
  end

  def count
    words = @text.split
    █
    words.map(&:downcase).tally
  end
end
`,
    whole: "raise ArgumentError, 'no words' if words.empty?",
    broken: "raise ArgumentError.new('no words' if words.empty?",
  },
  {
    languageId: 'css',
    code: '/* A list. */\n.list > li {\n  color: red;\n  █\n}\n\n@media (min-width: 600px) {\n  .list { display: grid; }\n}\n',
    whole: 'margin: 0 auto;',
    broken: 'margin: 0 auto; }',
  },
  {
    languageId: 'shellscript',
    code: `#!/bin/sh
# Counts words.
set -eu
for file in "$@"; do
  if [ -f "$file" ]; then
    wc -w "$file"
  fi
  █
done
`,
    whole: 'echo "done: $file"',
    broken: 'if [ -z "$file" ]; then',
  },
  {
    languageId: 'powershell',
    code: `# Counts words.
function Get-WordCount {
    param([string]$Path)
    $words = (Get-Content -Path $Path -Raw) -split '\\s+'
    █
    return $words.Count
}
`,
    whole: "if ($words.Count -eq 0) {\n        throw 'no words'\n    }",
    broken: "if ($words.Count -eq 0 {\n        throw 'no words'\n    }",
  },
];

/** The sample's text on either side of its mark. */
export function around(sample: Sample): { languageId: string; before: string; after: string } {
  const [before = '', after = ''] = sample.code.split('█');
  return { languageId: sample.languageId, before, after };
}

/** The folder of the grammars in a checkout. */
export const grammarFolder = new URL('../../../../node_modules/@vscode/tree-sitter-wasm/wasm', import.meta.url);
