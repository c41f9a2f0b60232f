/**
 * Writes dist/schema/: the JSON schemas of the resource's properties and of templates with it, for editors and linters, and
 * the rule that lets cfn-lint apply them.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPropertiesSchema, createTemplateSchema } from '../../schema/json-schema';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'dist', 'schema');
const RULE = 'IvsRecordingConfiguration.py';
const SCHEMAS = { 'properties.schema.json': createPropertiesSchema(), 'template.schema.json': createTemplateSchema() };

mkdirSync(FOLDER, { recursive: true });
for (const [name, schema] of Object.entries(SCHEMAS)) {
  writeFileSync(join(FOLDER, name), `${JSON.stringify(schema, undefined, 2)}\n`);
}
copyFileSync(join(ROOT, 'schema', RULE), join(FOLDER, RULE));
