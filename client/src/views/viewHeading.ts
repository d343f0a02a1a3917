// Knows: the line above the rows of a view, in each state. Pure.
import type { ViewModel } from '../../../server/src/protocol/viewModels';
import type { ServerState } from '../languageClient';

/**
 * One line, because VS Code draws a view's message as one. It carries the title too: the description of a view is not
 * drawn while the view is alone in its container. Empty: nothing to say, and without rows VS Code shows the welcome text.
 * @param what `layers`, `cache plan`: what could not be read.
 */
export function viewHeading(
  server: ServerState,
  failed: boolean,
  model: Pick<ViewModel, 'title' | 'message'> | undefined,
  what: string,
): string {
  const remark =
    server === 'stopped'
      ? 'Layerlens stopped after several crashes. Refresh starts it again; the log says why.'
      : failed
        ? `The ${what} could not be read; the log says why.`
        : (model?.message ?? '');
  return [model?.title ?? '', remark].filter((part) => part !== '').join(' — ');
}
