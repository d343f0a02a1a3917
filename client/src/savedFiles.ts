// Knows: telling the server at once which files changed. The language client gathers such events for a quarter of a second;
// who saves a file that a COPY takes wants to see what it costs now.
import { Disposable, workspace } from 'vscode';
import type { Feature } from './feature';

export const savedFiles: Feature = {
  register: ({ server }) =>
    Disposable.from(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === 'file') server.tellOfFiles([uri.toString()]);
      }),
      workspace.onDidRenameFiles(({ files }) => {
        server.tellOfFiles(files.flatMap(({ oldUri, newUri }) => [oldUri.toString(), newUri.toString()]));
      }),
    ),
};
