/** Writes the generated parts of the documents, such as the properties and the policy statements, and the pictures. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../test/support/environment';
import { GENERATED_DOCUMENTS, PICTURES, updateGeneratedParts } from './docs/generated-documents';
import { drawFailedStart, drawStart, recordFailedStart, recordStart, START_PICTURES } from './docs/start-picture';

const ROOT = join(__dirname, '../..');

for (const document of GENERATED_DOCUMENTS) {
  write(document, updateGeneratedParts(document, readFileSync(join(ROOT, document), 'utf8')));
}

void drawPictures();

async function drawPictures(): Promise<void> {
  for (const [path, draw] of Object.entries(PICTURES)) write(path, await draw());
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  const [started, failed] = await Promise.all([recordStart(), recordFailedStart(folder)]);
  rmSync(folder, { recursive: true });
  write(START_PICTURES.started, drawStart(started));
  write(START_PICTURES.failed, drawFailedStart(failed));
}

function write(document: string, text: string): void {
  const path = join(ROOT, document);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(path, text);
  console.log(`Updated ${document}`);
}
