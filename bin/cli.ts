import { runCommandLine } from '../cli/main';

// A reader that has seen enough, such as head, closes the pipe: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// The warning is about later versions of the SDK; this one is bundled, and its users cannot act upon it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void runCommandLine(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
