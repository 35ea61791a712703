// Reads JSON-LD, one block to a line of standard input, and lets TypeScript hold it against schema.org as schema-dts
// writes it down: types that there are, properties of their domain, values of their range, whatever the depth.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const name = fileURLToPath(new URL('blocks.ts', import.meta.url));
const options = { strict: true, noEmit: true, types: [], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };

/** What is wrong with each block; nothing where it is right. The compiler reads schema.org once for all. */
function faults(blocks) {
  const lines = blocks.map((block, at) => {
    assert.match(block['@type'], /^[A-Z][A-Za-z]*$/);
    return `export const b${at}: WithContext<Extract<Thing, { '@type': '${block['@type']}' }>> = ${JSON.stringify(block)};`;
  });
  const text = ["import type { Thing, WithContext } from 'schema-dts';", ...lines].join('\n');
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
  const host = ts.createCompilerHost(options);
  const [read, there] = [host.getSourceFile, host.fileExists];
  host.getSourceFile = (file, ...rest) => (file === name ? source : read(file, ...rest));
  host.fileExists = (file) => file === name || there(file);
  const program = ts.createProgram([name], options, host);
  const found = blocks.map(() => '');
  for (const fault of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
    const line = source.getLineAndCharacterOfPosition(fault.start).line;
    const said = ts.flattenDiagnosticMessageText(fault.messageText, '\n');
    assert(line > 0, said);
    found[line - 1] += `${said}\n`;
  }
  return found;
}

/** What types of text cannot say: of which form they are. */
function forms(value, key = '') {
  if (Array.isArray(value)) return value.forEach((each) => forms(each, key));
  if (value !== null && typeof value === 'object') return Object.entries(value).forEach(([inner, each]) => forms(each, inner));
  if (key.startsWith('date')) assert.match(value, /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$/);
  if (['url', 'license', '@id', 'citation'].includes(key)) assert(URL.canParse(value), `${key}: ${value}`);
  if (key === 'inLanguage') new Intl.Locale(value);
  if (key !== '@context') assert.notEqual(value, '', key);
}

const blocks = readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const article = blocks.find((block) => block['@type'] === 'Article');
const broken = [
  [{ ...article, '@type': 'Artikel' }, "type 'never'"],
  [{ ...article, colour: 'red' }, '"colour"'],
  [{ ...article, isbn: '978-3-16-148410-0' }, '"isbn"'],
  [{ ...article, spatialCoverage: [{ '@type': 'Organization', name: 'Albania' }] }, 'not assignable'],
  [{ ...article, publisher: { '@type': 'Organization', title: 'Ponte' } }, '"title"'],
  [{ ...article, isAccessibleForFree: 'yes' }, '"yes"'],
];
const said = faults([...broken.map(([block]) => block), ...blocks]);
broken.forEach(([, expected], at) => assert(said[at].includes(expected), `taken: ${expected}: ${said[at]}`));
said.slice(broken.length).forEach((fault, at) => assert.equal(fault, '', JSON.stringify(blocks[at])));
assert.throws(() => forms({ dateModified: 'yesterday' }));
assert.throws(() => forms({ author: [{ url: 'no address' }] }));
blocks.forEach((block) => forms(block));
console.log(`harvest: ${blocks.length} blocks of JSON-LD, ${[...new Set(blocks.map((block) => block['@type']))].sort().join(', ')}`);
