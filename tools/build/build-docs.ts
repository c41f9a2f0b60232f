/** Writes the generated parts of the documents, such as the properties and the policy statements, and the pictures. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import '../../test/support/environment';
import { GENERATED_DOCUMENTS, PICTURES, updateGeneratedParts } from './docs/generated-documents';

const ROOT = join(__dirname, '../..');

for (const document of GENERATED_DOCUMENTS) {
  const path = join(ROOT, document);
  const text = readFileSync(path, 'utf8');
  const updated = updateGeneratedParts(document, text);
  if (updated === text) continue;
  writeFileSync(path, updated);
  console.log(`Updated ${document}`);
}

void drawPictures();

async function drawPictures(): Promise<void> {
  for (const [picture, draw] of Object.entries(PICTURES)) {
    const path = join(ROOT, picture);
    const drawn = await draw();
    if (existsSync(path) && readFileSync(path, 'utf8') === drawn) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, drawn);
    console.log(`Updated ${picture}`);
  }
}
