// Reads citations, one item of CSL-JSON to a line of standard input, as citation-js does, which drops every field whose
// type is another than the schema's: nothing may be dropped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { plugins } from '@citation-js/core';

const items = readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
assert.deepEqual(plugins.input.util.clean([{ ...items[0], year: 1, issued: 'x' }], false)[0].issued, undefined);
assert.deepEqual(plugins.input.util.clean(structuredClone(items), false), items);
console.log(`harvest: ${items.length} items of CSL-JSON`);
