import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const DEFLATE = 8;

/** Extracts a zip file without encryption and without ZIP64. @throws if it is not a zip file */
export function extractZip(zip: Buffer, folder: string): void {
  const end = findEnd(zip);
  let position = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [method, compressedLength] = [zip.readUInt16LE(position + 10), zip.readUInt32LE(position + 20)];
    const [nameLength, extraLength] = [zip.readUInt16LE(position + 28), zip.readUInt16LE(position + 30)];
    const commentLength = zip.readUInt16LE(position + 32);
    const header = zip.readUInt32LE(position + 42);
    const name = zip.toString('utf8', position + 46, position + 46 + nameLength);
    // The lengths in the local header differ from those in the central directory.
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const content = zip.subarray(start, start + compressedLength);
    const path = join(folder, name);
    if (relative(folder, path).startsWith('..')) throw new Error(`The zip file has the path ${name}.`);
    if (!name.endsWith('/')) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, method === DEFLATE ? inflateRawSync(content) : content);
    }
    position += 46 + nameLength + extraLength + commentLength;
  }
}

function findEnd(zip: Buffer): number {
  for (let position = zip.length - END_LENGTH; position >= 0; position -= 1) {
    if (zip.readUInt32LE(position) === END_OF_CENTRAL_DIRECTORY) return position;
  }
  throw new Error('Could not unzip uploaded file. Please check your file, then try to upload again.');
}
