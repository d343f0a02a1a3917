// Knows: Choose Built Image: the images that the server offers for this Dockerfile, a saved one, or looking for it.
import { QuickPickItemKind, window } from 'vscode';
import type { QuickPick, QuickPickItem } from 'vscode';
import type { ImageCandidate, ImageChoice } from '../../../server/src/protocol/requests';
import type { AppContext } from '../feature';
import { describeError } from '../log';
import { plainLabel } from '../text';
import { choose } from './choose';
import { openArchive } from './openArchive';
import { subject } from './subject';

interface ImageItem extends QuickPickItem {
  readonly choice?: ImageChoice;
}

const OPEN_SAVED: ImageItem = { label: '$(folder-opened) Open Saved Image…', alwaysShow: true };
const LOOK_FOR_IT: ImageItem = {
  label: '$(search) Look for It Automatically',
  choice: { kind: 'auto' },
  alwaysShow: true,
};

export async function chooseImage(context: AppContext, given?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  const picked = await pickImage(context, uri);
  if (picked === OPEN_SAVED) await openArchive(context, uri);
  else if (picked?.choice) await choose(context, uri, { image: picked.choice });
}

/** The list is there at once; what an engine answers joins it when it comes. */
async function pickImage(context: AppContext, uri: string): Promise<ImageItem | undefined> {
  const pick = window.createQuickPick<ImageItem>();
  const closed = new AbortController();
  pick.title = 'Which image did this Dockerfile make?';
  pick.matchOnDescription = true;
  pick.items = [OPEN_SAVED, LOOK_FOR_IT];
  pick.busy = true;
  void fillIn(context, uri, pick, closed.signal);
  try {
    return await new Promise<ImageItem | undefined>((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    closed.abort();
    pick.dispose();
  }
}

async function fillIn(
  context: AppContext,
  uri: string,
  pick: QuickPick<ImageItem>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const candidates = await context.server.request('layerlens/candidates', { uri }, signal);
    if (signal.aborted) return;
    const current = context.memory.choiceOf(uri).image;
    pick.items = [
      ...candidates.map((candidate) => itemOf(candidate, current)),
      { label: '', kind: QuickPickItemKind.Separator },
      OPEN_SAVED,
      LOOK_FOR_IT,
    ];
    pick.placeholder =
      candidates.length === 0 ? 'No image was found for this Dockerfile.' : 'Images, the likeliest first';
  } catch (error) {
    if (signal.aborted) return;
    context.log.error(`Images could not be listed: ${describeError(error)}`);
    pick.placeholder = 'Images could not be listed; the log says why.';
  }
  pick.busy = false;
}

function itemOf({ choice, label, description }: ImageCandidate, current: ImageChoice): ImageItem {
  const isCurrent = JSON.stringify(choice) === JSON.stringify(current);
  return {
    label: plainLabel(label),
    description: plainLabel(isCurrent ? `${description} · chosen now` : description),
    choice,
  };
}
