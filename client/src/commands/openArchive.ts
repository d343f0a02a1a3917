// Knows: Open Saved Image: a docker save or OCI archive, or an OCI layout folder, and which image of several.
import { Uri, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { ImageCandidate, ImageChoice } from '../../../server/src/protocol/requests';
import type { AppContext } from '../feature';
import { describeError, say } from '../log';
import { plainLabel } from '../text';
import { choose } from './choose';
import { subject } from './subject';

/** Two questions, because the file dialogs of Windows and Linux take either files or folders, never both. */
const KINDS: readonly (QuickPickItem & { folder: boolean })[] = [
  {
    label: '$(file-zip) Archive file…',
    description: 'docker save, podman save, buildx --output type=docker or type=oci',
    folder: false,
  },
  { label: '$(folder) OCI layout folder…', description: 'the folder that holds index.json and blobs', folder: true },
];

export async function openArchive(context: AppContext, given?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  const kind = await window.showQuickPick(KINDS, { title: 'Open Saved Image' });
  if (!kind) return;
  const document = Uri.parse(uri);
  const picked = await window.showOpenDialog({
    title: kind.folder ? 'Open OCI Layout Folder' : 'Open Image Archive',
    openLabel: 'Measure This Image',
    canSelectFiles: !kind.folder,
    canSelectFolders: kind.folder,
    ...(document.scheme === 'file' ? { defaultUri: Uri.joinPath(document, '..') } : {}),
    ...(kind.folder ? {} : { filters: { 'Image archives': ['tar', 'gz', 'tgz', 'zst', 'oci'], 'All files': ['*'] } }),
  });
  const image = picked?.[0];
  if (!image) return;
  if (image.scheme !== 'file') return say(context.log, 'Layerlens reads saved images from disk only.');
  const choice = await pickIn(context, image.fsPath);
  if (choice) await choose(context, uri, { image: choice });
}

/** Of a file with several images one; undefined when nobody wants any. */
async function pickIn({ server, log }: AppContext, path: string): Promise<ImageChoice | undefined> {
  let found: readonly ImageCandidate[] = [];
  try {
    found = await server.request('layerlens/savedImages', { path });
  } catch (error) {
    // Reading it says what is wrong with it.
    log.warn(`The images in ${path} could not be listed: ${describeError(error)}`);
  }
  if (found.length === 0) return { kind: 'archive', path };
  const items = found.map(({ choice, label, description }) => ({
    choice,
    label: plainLabel(label),
    description: plainLabel(description),
  }));
  return (await window.showQuickPick(items, { title: 'Which image of this archive?' }))?.choice;
}
