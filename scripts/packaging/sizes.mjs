const parts = [
  ['Native libraries, Vulkan', /^extension\/dist\/node_modules\/@node-llama-cpp\/[^/]+-vulkan\//],
  ['Native libraries, Metal and CPU', /^extension\/dist\/node_modules\/@node-llama-cpp\/[^/]+-metal\//],
  ['Native libraries, CPU', /^extension\/dist\/node_modules\/@node-llama-cpp\//],
  ['node-llama-cpp', /^extension\/dist\/node_modules\/node-llama-cpp\//],
  ['Its JavaScript dependencies', /^extension\/dist\/node_modules\//],
  ['Starter model', /^extension\/models\//],
  ['Grammars', /^extension\/dist\/grammars\//],
  ["Hearth's own bundles", /^extension\/dist\//],
  ['Rest', /^/],
];

/** Sums zip entries by part; parts without a file are left out. */
export function sizesByPart(entries) {
  const rows = parts.map(([label]) => ({ label, files: 0, unpacked: 0, packed: 0 }));
  for (const { name, unpacked, packed } of entries) {
    const row = rows[parts.findIndex(([, pattern]) => pattern.test(name))];
    row.files += 1;
    row.unpacked += unpacked;
    row.packed += packed;
  }
  return rows.filter((row) => row.files > 0);
}

/** The printed table. `total` is the size of the archive itself in bytes, `limit` the most it may have. */
export function sizeTable(title, rows, total, limit) {
  const sum = (key) => rows.reduce((all, row) => all + row[key], 0);
  const lines = [[title, 'files', 'unpacked', 'packed']];
  for (const row of rows) lines.push([row.label, String(row.files), size(row.unpacked), size(row.packed)]);
  lines.push(['All, as one archive', String(sum('files')), size(sum('unpacked')), size(total)]);
  lines.push(['Allowed', '', '', size(limit)]);
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
    .join('\n');
}

/** Decimal megabytes, as shops and registries count them. */
function size(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e5 ? 3 : 2)} MB`;
}
