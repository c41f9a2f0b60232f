import { styleText } from 'node:util';
import { runCommandLine } from '../cli/main';

// A reader such as head may close the pipe early. That is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// The warning is about later SDK versions, but the SDK is bundled, so users cannot act on it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void runCommandLine(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
  // styleText respects pipes, NO_COLOR and FORCE_COLOR.
  paint: (color, text) => styleText(color, text, { stream: process.stdout }),
  paintWarning: (color, text) => styleText(color, text, { stream: process.stderr }),
}).then((code) => {
  process.exitCode = code;
});
