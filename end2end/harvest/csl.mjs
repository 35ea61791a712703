// Holds citations, one item of CSL-JSON to a line of standard input, against the schema that citation-js carries.
import { readFileSync } from 'node:fs';

import { plugins } from '@citation-js/core';

const items = readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
plugins.output.validateOutputData(items, { format: 'object', type: 'json', style: 'csl' });
plugins.input.chain(items);
console.log(`harvest: ${items.length} items of CSL-JSON`);
