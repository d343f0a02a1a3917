// Wires host, engines, command line and language server together; no logic. `layerlens lsp --stdio` is the server,
// everything else the command line.
import { runCommandLine } from './cli/main';

void runCommandLine(process.argv.slice(2)).then((code) => {
  if (code !== undefined) process.exitCode = code;
});
