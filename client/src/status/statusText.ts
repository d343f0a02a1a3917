// Knows: what the status bar says in each state. Pure.
import type { StatusModel } from '../../../server/src/protocol/viewModels';
import type { ServerState } from '../languageClient';
import { plainLabel, spokenLabel } from '../text';

export interface StatusFields {
  /** Short, so that it is not cut off in a narrow window. */
  readonly text: string;
  readonly tooltip: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

export function statusText(server: ServerState, failed: boolean, model: StatusModel | undefined): StatusFields {
  if (server === 'stopped') {
    return fields(
      'Layerlens: stopped',
      'Layerlens: stopped',
      'Layerlens stopped after several crashes. "Layerlens: Refresh" starts it again; the log says why.',
    );
  }
  if (!model) {
    return server === 'starting'
      ? fields('Layerlens: starting', 'Layerlens: starting', 'Layerlens is starting.')
      : fields('Layerlens', 'Layerlens', failed ? NO_ANSWER : 'Layerlens');
  }
  return fields(
    model.short,
    model.text,
    failed ? `${model.tooltip}\n${NO_ANSWER}` : model.tooltip,
    model.sizes === 'loading' ? 'loading~spin' : 'layers',
  );
}

const NO_ANSWER = 'The state of this Dockerfile could not be read; the log says why.';

const fields = (short: string, text: string, tooltip: string, icon = 'layers'): StatusFields => ({
  text: `$(${icon}) ${plainLabel(short)}`,
  tooltip,
  spoken: spokenLabel(
    text.startsWith('Layerlens') ? '' : 'Layerlens',
    text.replaceAll('~', 'before your edit '),
    'show actions',
  ),
});
