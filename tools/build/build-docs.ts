/** Writes the generated parts of the documents: the properties, the attributes and the policy statements. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED_DOCUMENTS, updateGeneratedParts } from './docs/generated-documents';

const ROOT = join(__dirname, '../..');

for (const document of GENERATED_DOCUMENTS) {
  const path = join(ROOT, document);
  const text = readFileSync(path, 'utf8');
  const updated = updateGeneratedParts(document, text);
  if (updated === text) continue;
  writeFileSync(path, updated);
  console.log(`Updated ${document}`);
}
