// Knows: Open Saved Image: a docker save or OCI archive, or an OCI layout folder.
import { Uri, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { AppContext } from '../feature';
import { say } from '../log';
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
  await choose(context, uri, { image: { kind: 'archive', path: image.fsPath } });
}
