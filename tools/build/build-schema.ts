/**
 * Writes dist/schema/: the JSON schemas of the resource's properties and of templates with it, for editors and linters, and
 * the rule that lets cfn-lint apply them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPropertiesSchema, createTemplateSchema } from '../../schema/json-schema';
import { writeIfChanged } from './write-if-changed';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'dist', 'schema');
const RULE = 'IvsRecordingConfiguration.py';
const SCHEMAS = { 'properties.schema.json': createPropertiesSchema(), 'template.schema.json': createTemplateSchema() };

for (const [name, schema] of Object.entries(SCHEMAS)) {
  writeIfChanged(join(FOLDER, name), `${JSON.stringify(schema, undefined, 2)}\n`);
}
writeIfChanged(join(FOLDER, RULE), readFileSync(join(ROOT, 'schema', RULE)));
